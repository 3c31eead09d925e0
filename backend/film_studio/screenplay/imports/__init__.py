"""Screenplays that come on paper, as a PDF or a DOCX: each paragraph read by where it stands and how it looks."""
