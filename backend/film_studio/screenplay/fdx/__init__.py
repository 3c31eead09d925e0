"""Final Draft's XML (FDX): read into the elements of a screenplay, written from them, patched after edits."""
