"""Send your story: from the form to the editors' inbox, to a yes, and back whenever wished."""
