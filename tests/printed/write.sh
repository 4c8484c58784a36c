#!/bin/sh
# Writes the files beside it: two columns, with running heads, page numbers and hyphens, by LibreOffice, Chromium and reportlab.
set -eu
cd "$(dirname "$0")"
soffice --headless --convert-to pdf story.fodt
mv story.pdf libreoffice.pdf
chromium --headless --no-sandbox --disable-gpu --no-pdf-header-footer --print-to-pdf=chromium.pdf story.html
python3 - <<'END'
import re
import textwrap
from reportlab.pdfgen import canvas

words = [re.sub("<[^>]*>|\n", "", part) for part in re.findall("<p>(.*?)</p>", open("story.html", encoding="utf-8").read(), re.S)[1:]]
lines = []
for paragraph in words:
    wrapped = textwrap.wrap(paragraph, 42, break_on_hyphens=False)
    for place in range(len(wrapped) - 1):  # what fits of the next word stands before a hyphen
        first, _, rest = wrapped[place + 1].partition(" ")
        room = 42 - len(wrapped[place]) - 2
        if len(first) > 7 and room >= 3 and first[:room].isalpha() and first[room : room + 3].isalpha():
            wrapped[place], wrapped[place + 1] = f"{wrapped[place]} {first[:room]}-", f"{first[room:]} {rest}"
    lines += ["   " + wrapped[0], *wrapped[1:]]
sheet = canvas.Canvas("reportlab.pdf", pagesize=(420, 260), invariant=True)
rows = 12
for page, start in enumerate(range(0, len(lines), 2 * rows), 1):
    sheet.setFont("Times-Roman", 10)
    sheet.drawString(30, 235, "The Harbour Post, 3 March 2025")
    for row in range(rows):  # across both columns, line by line
        for column in range(2):
            place = start + column * rows + row
            if place < len(lines):
                line = lines[place]
                sheet.drawString(30 + 195 * column + 12 * line.startswith(" "), 215 - 12.5 * row - 4 * column, line.strip())
    sheet.drawCentredString(210, 20, str(page))
    sheet.showPage()
sheet.save()
END
