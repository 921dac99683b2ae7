"""Making the weights anew from a folder of labelled texts; needs the extra `train` and never runs on a site."""
