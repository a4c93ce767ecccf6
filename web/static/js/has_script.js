// Lets the style sheets know that scripts run, before anything is painted.
document.documentElement.classList.add("js");
