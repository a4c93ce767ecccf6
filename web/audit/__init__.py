"""The audit for people: is it whole, who saw or changed what, and taking a part of it out."""
