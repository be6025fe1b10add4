"""Learning platforms: hand-ins in, grades and question banks out, as files. No network, and no widget."""
