"""What a power cut, a kill, a full disk or a damaged file may do to the journal, and what must be there afterwards."""
