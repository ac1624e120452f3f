status-along = geht mit
status-area = Integrationsraum
status-as = Wieder als
status-as-moved = Danach
status-as-what = Dort als
status-done-aftercare = { $name }: Nachbetreuung eingetragen
status-done-care = { $name } ist in Betreuung
status-done-close = Fall { $name } beendet
status-done-look = Geschützter Fall geöffnet; der Grund steht im Verlauf
status-done-merge = Zwei Einträge zusammengeführt
status-done-members = Haushalt { $name } geändert
status-done-move-out = Auszug { $name } eingetragen
status-done-part = Haushalt { $name } geteilt
status-done-reopen = Fall { $name } wieder geöffnet
status-done-rest = Fall { $name } ruht
status-done-rhythm = Besuchsabstand { $name } geändert
status-done-wake = Fall { $name } wieder aufgenommen
status-draft = Entwürfe
status-drop = verwerfen
status-end = endet
status-first-day = Ab
status-from = Beendet am
status-goes = Wer geht
status-hand = übergeben
status-home-known = Neue Häuser sehen alle in der Auswahl. Bitte »eigene Wohnung« mit Adresse nehmen oder leer lassen.
status-house = In den Haushalt
status-house-hint = Name oder Fallnummer tippen
status-keep = bleibt
status-last-day = Letzter Tag
status-lead = Bezugsperson
status-lead-go = Bezugsperson neu
status-moved-asylum = Vorschlag: Leistungen nach AsylbLG laufen weiter
status-moved-ended = Vorschlag: Leistungen nach AsylbLG haben geendet
status-moved-unknown = Vorschlag nach dem Auszug; Leistungen sind nicht eingetragen
status-moves-on = Auszug am
status-nobody = niemand
status-nobody-goes = Bitte ankreuzen, wer in einen eigenen Fall geht. Jemand muss bleiben.
status-open = Offen
status-protected = Geschützter Fall
status-protects = Schutz
status-protects-words = Wer geht, wird vor denen geschützt, die bleiben
status-reason = Grund
status-room = Zimmer
status-room-end = frei
status-room-keep = bleibt belegt
status-step = Schritt
status-step-aftercare = Nachbetreuung
status-step-care = zurück in die Betreuung
status-step-close = beenden
status-step-extend = Nachbetreuung über das Leistungsende hinaus
status-step-leave = Jemand verlässt den Haushalt
status-step-merge = Jemand ist doppelt erfasst: zusammenführen
status-step-move = Jemand wechselt in einen anderen Haushalt
status-step-move-out = Auszug in eine eigene Wohnung
status-step-part = Haushalt teilen, eigener Fall
status-step-reference = andere Bezugsperson
status-step-reopen = wieder öffnen
status-step-rest = ruhen lassen
status-step-rhythm = anderer Abstand der Regelbesuche
status-step-start = Betreuung beginnen
status-step-wake = wieder aufnehmen
status-to = Übergeben an
status-to-lead = was sie oder er für die neue Bezugsperson ist
status-until = Bis
status-until-aftercare = leer: solange die Leistung läuft
status-until-extend = höchstens 6 Monate
status-until-rest = leer: bis auf Weiteres
status-visit-after = Nachbetreuung: Besuch { $n } Wochen nach dem Auszug
status-visits = Besuche
status-visits-words = Wiedervorlagen nach 2, 6 und 12 Wochen
status-weeks = Wochen
status-weeks-bounds = Bitte eine Zahl von 1 bis 52.
status-weeks-hint = 1 bis 52 zwischen zwei Regelbesuchen; leer: nach der Regel der Stadt
status-what = { $step ->
    [start] Beginn der Betreuung
    [wake] Wiederaufnahme
    [reopen] Wiederöffnung
    [care] Rückkehr in die Betreuung
    [rest] Ruhen
    [aftercare] Nachbetreuung
    [extend] Verlängerung der Nachbetreuung
    [close] Ende des Falls
    [move-out] Auszug
    [reference] Wechsel der Bezugsperson
    [leave] Weggang aus dem Haushalt
    [move] Wechsel des Haushalts
    [part] Teilung des Haushalts
    [merge] Zusammenführung
    [rhythm] anderer Abstand der Regelbesuche
   *[other] Fallstatus
    } ({ $name })
status-who = Wer
status-why = Grund
status-why-extend = warum es weitergeht
status-why-look = die zuständige Fachkraft liest das
status-why-rest = eine Zeile, ohne Diagnosen
status-will-aftercare = Nachbetreuung ab heute, solange die Leistung läuft. Sie endet nur von Hand.
status-will-aftercare-until = Nachbetreuung ab heute, vereinbart bis { $date }. Sie endet nur von Hand.
status-will-area = Der Raum wechselt zu { $area }; { $worker } bleibt zuständig, bis der Fall übergeben wird.
status-will-care = Der Fall ist ab heute wieder in Betreuung, mit dem Besuchsrhythmus seiner Unterkunft.
status-will-close = Der Fall wird zum { $date } beendet: { $reason }. Zuständig bleibt { $worker }. Bis er wieder geöffnet wird, gibt es keine neuen Besuche.
status-will-end = { $n ->
    [one] eine endet
   *[other] { $n } enden
}
status-will-extend = Die Nachbetreuung geht bis { $date } weiter, auch ohne Leistung. Die Koordination sieht den Grund.
status-will-hand = { $n ->
    [one] eine wird übergeben
   *[other] { $n } werden übergeben
}
status-will-keep = { $n ->
    [one] eine bleibt
   *[other] { $n } bleiben
}
status-will-lead = Bezugsperson ist dann { $name }.
status-will-leave = { $name } gehört nach dem { $date } nicht mehr zum Haushalt. Was war, bleibt stehen.
status-will-live-here = Die Unterkunft bleibt wie bisher.
status-will-live-unknown = Die neue Unterkunft bleibt offen.
status-will-look = In diesem Fall ist jemand geschützt. Wer nicht zuständig ist, sagt, warum sie ihn öffnet. Das steht im Verlauf und im Protokoll; heute bleibt er dann offen.
status-will-lose = Sie sehen die Geschützten dann nicht mehr und können das nicht zurücknehmen.
status-will-move = { $name } gehört ab { $date } zu { $house }. Was hier war, bleibt hier.
status-will-move-out = Ab { $date } wohnt der Haushalt in der eigenen Wohnung; { $room } wird frei. Danach: { $phase }.
status-will-none = { $n ->
    [one] über eine ist noch zu entscheiden
   *[other] über { $n } ist noch zu entscheiden
}
status-will-open = Wiedervorlagen: { $what }.
status-will-part = { $n ->
    [one] { $names } hat
   *[other] { $names } haben
} ab { $date } einen eigenen Fall, zuständig { $worker }. Besuche bleiben hier.
status-will-protect = Dort sieht nur noch die zuständige Fachkraft hinein. Hier steht nur, dass der Haushalt kleiner wurde; Namen in früheren Notizen bleiben stehen.
status-will-reopen = Der Fall ist ab heute wieder offen: { $phase }. Zuständig: { $worker }. Sofort überfällig ist dadurch kein Besuch.
status-will-replace = Was ab { $date } geplant war, entfällt: { $phase }.
status-will-rest = Der Fall ruht ab heute, bis er wieder aufgenommen wird. So lange wird kein Besuch fällig.
status-will-rest-until = Der Fall ruht ab heute; kein Besuch wird fällig. Ab { $date } steht er von selbst wieder wie zuvor: { $phase }.
status-will-rhythm = Regelbesuche sind ab heute { $n ->
    [one] jede Woche
   *[other] alle { $n } Wochen
 } fällig, gezählt ab dem letzten Besuch.
status-will-rhythm-rule = Regelbesuche sind ab heute wieder nach der Regel der Stadt fällig.
status-will-room-end = { $room } wird zum { $date } frei.
status-will-room-keep = { $room } bleibt belegt.
status-will-start = Der Fall ist ab heute in Betreuung, auch ohne Erstbesuch. Besuche werden nach dem Rhythmus fällig.
status-will-visits = Besuche: { $windows }.
status-will-wake = Der Fall ruht nicht mehr: { $phase }. Sofort überfällig ist dadurch kein Besuch.
status-worker = Zuständig
status-will-letters = { $n ->
    [one] 1 Brief ist noch offen
   *[other] { $n } Briefe sind noch offen
    }; bestätigte Fristen erinnern weiter.
