/** What lies at a URL, as a file of the visitor's. */
export function fetchFile(url: string, name: string): void {
  const link = document.createElement('a');
  Object.assign(link, { href: url, download: name });
  link.click();
}

/** Something made here, as a file of the visitor's. */
export function saveFile(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  fetchFile(url, name);
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
