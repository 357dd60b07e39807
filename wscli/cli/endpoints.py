"""`wscli endpoints`: what the project file names."""
