"""Hard rules, one a file: each yields its violations over any plan, solved or edited by hand."""
