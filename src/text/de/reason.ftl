reason-household = Dafür zuerst einen Haushalt auswählen.
reason-row = Dafür zuerst eine Zeile auswählen.
reason-followup = Dafür zuerst eine offene Wiedervorlage auswählen.
reason-earlier = Es gibt keinen früheren Eintrag, der übernommen werden kann.
reason-undo = Es gibt nichts rückgängig zu machen.
reason-redo = Es gibt nichts wiederherzustellen.
reason-server = Keine Verbindung zum Server. Die Eingaben bleiben erhalten.
reason-here = Das geht auf diesem Bildschirm nicht.
