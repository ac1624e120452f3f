widget-program = AiD
widget-question = Question
widget-help-filter = Help – keys that work here:
widget-unknown = unknown
widget-no-answer = no answer given
widget-nothing-fits = Nothing fits.
widget-palette = Find a command:
