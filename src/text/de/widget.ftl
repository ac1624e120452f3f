widget-program = AiD
widget-question = Rückfrage
widget-help-filter = Hilfe – Tasten, die hier gehen:
widget-unknown = unbekannt
widget-no-answer = keine Angabe
widget-nothing-fits = Nichts passt dazu.
widget-palette = Befehl suchen:
