"""The experts' own part of the desk: who they are, how they are doing, and their hours."""
