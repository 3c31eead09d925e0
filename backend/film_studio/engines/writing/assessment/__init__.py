"""What people write of a screenplay: coverage, a reader's judgement of one revision, and beat sheets, the turns of the
story and where in the script they stand."""
