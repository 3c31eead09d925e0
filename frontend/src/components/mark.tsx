/** The studio's sign. */
export function Mark() {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true" className="size-7">
      <rect width="16" height="16" rx="2" className="fill-accent" />
      <path d="M5.5 4l6 4-6 4z" className="fill-on-accent" />
    </svg>
  );
}
