reason-household = Select a household first.
reason-row = Select a line first.
reason-followup = Select an open follow-up first.
reason-earlier = There is no earlier entry to copy from.
reason-undo = There is nothing to undo.
reason-redo = There is nothing to redo.
reason-server = No connection to the server. What you typed is kept.
reason-here = That does not work on this screen.
