"""Running a group: its words, its cover, who finds it and who comes in, and its end."""
