#!/bin/sh
# Writes the files beside it with other programs: pandoc, LibreOffice, Chromium, wget, GNU tar, gzip, bzip2, xz, zstd, 7-Zip, git, and the
# Python packages python-docx, odfpy, ebooklib, openpyxl, xlsxwriter, reportlab, feedgen, warcio, pandas, polars and duckdb.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
cat > "$work/story.html" <<'END'
<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Bridge closed after cracks are found</title></head><body>
<h1>Bridge closed after cracks are found</h1>
<p>The council closed the old bridge over the río on Monday, after an inspection.</p>
<p>“Nobody asked the farmers,” said Maria Kowalska, who runs a dairy.</p>
<p>Repairs are to begin in May &amp; will cost €4 million.</p>
</body></html>
END
sed -e '/^<h1>/d' -e 's/<title>.*<\/title>//' "$work/story.html" > "$work/body.html"
for kind in docx odt rtf epub; do
  pandoc -s -f html -t $kind --metadata title="Bridge closed after cracks are found" -o pandoc.$kind "$work/body.html"
  soffice --headless --infilter="HTML (StarWriter)" --convert-to "$( [ $kind = docx ] && echo 'docx:MS Word 2007 XML' || echo $kind )" --outdir "$work" "$work/story.html"
  mv "$work/story.$kind" libreoffice.$kind
done
soffice --headless --infilter="HTML (StarWriter)" --convert-to pdf --outdir "$work" "$work/story.html"
mv "$work/story.pdf" libreoffice.pdf
chromium --headless --no-sandbox --disable-gpu --no-pdf-header-footer --print-to-pdf=chromium.pdf "$work/story.html"
python3 - "$work" <<'END'
import json, mailbox, sys
from email.message import EmailMessage
from pathlib import Path

work = Path(sys.argv[1])
title = "Bridge closed after cracks are found"
body = [
    "The council closed the old bridge over the río on Monday, after an inspection.",
    "“Nobody asked the farmers,” said Maria Kowalska, who runs a dairy.",
    "Repairs are to begin in May & will cost €4 million.",
]
text, page = "\n\n".join(body), "".join(f"<p>{line.replace('&', '&amp;')}</p>" for line in body)
row = {"title": title, "text": text, "url": "https://post.example/bridge"}

import docx
document = docx.Document()
document.add_heading(title, 0)
for line in body:
    document.add_paragraph(line)
document.save("python-docx.docx")

from odf.opendocument import OpenDocumentText
from odf.text import H, P
opened = OpenDocumentText()
opened.text.addElement(H(outlinelevel=1, text=title))
for line in body:
    opened.text.addElement(P(text=line))
opened.save("odfpy.odt")

from ebooklib import epub
book = epub.EpubBook()
book.set_identifier("bridge")
book.set_title("The Harbour Post")
book.set_language("en")
chapter = epub.EpubHtml(title=title, file_name="one.xhtml")
chapter.content = f"<h1>{title}</h1>{page}"
book.add_item(chapter)
book.add_item(epub.EpubNcx())
book.add_item(epub.EpubNav())
book.spine = ["nav", chapter]
epub.write_epub("ebooklib.epub", book)

import openpyxl
workbook = openpyxl.Workbook()
workbook.active.append(list(row))
workbook.active.append(list(row.values()))
workbook.save("openpyxl.xlsx")

import xlsxwriter
with xlsxwriter.Workbook("xlsxwriter.xlsx") as workbook:
    sheet = workbook.add_worksheet()
    sheet.write_row(0, 0, list(row))
    sheet.write_row(1, 0, list(row.values()))

import pandas
frame = pandas.DataFrame([row])
frame.to_csv("pandas.csv", index=False)
frame.to_json("pandas.json", orient="records")
frame.to_json("pandas.jsonl", orient="records", lines=True)
frame.to_parquet("pandas.parquet")
frame.to_feather("pandas.feather")

import polars
frame = polars.DataFrame([row])
frame.write_csv("polars.csv")
frame.write_ndjson("polars.jsonl")
frame.write_parquet("polars.parquet")
frame.write_ipc("polars.arrow", compression="zstd")

import duckdb
relation = duckdb.from_arrow(frame.to_arrow())
for kind, options in {"csv": "", "tsv": ", format csv, delimiter '\t'", "parquet": "", "json": ", array true"}.items():
    duckdb.sql(f"copy relation to 'duckdb.{kind}' (format {'csv' if kind == 'tsv' else kind}{options.replace(', format csv', '')})")

from reportlab.pdfgen import canvas
sheet = canvas.Canvas("reportlab.pdf", pagesize=(400, 300), invariant=True)
sheet.drawString(40, 260, title)
for number, line in enumerate(["The council closed the old bridge over the r\xedo on", "Monday, after an inspection.", "", "\u201cNobody asked the farmers,\u201d said Maria Kowal-", "ska, who runs a dairy.", "", "Repairs are to begin in May & will cost \u20ac4 million."]):
    sheet.drawString(40, 230 - 14 * number, line)
sheet.save()

from feedgen.feed import FeedGenerator
feed = FeedGenerator()
feed.id("https://post.example")
feed.title("The Harbour Post")
feed.link(href="https://post.example")
feed.description("News")
item = feed.add_entry()
item.id(row["url"])
item.title(title)
item.link(href=row["url"])
item.content(page, type="CDATA")
item.published("2025-03-03T10:00:00Z")
feed.rss_file("feedgen.rss")
feed.atom_file("feedgen.atom")

message = EmailMessage()
message["From"], message["Subject"], message["Date"] = "Ana Ruiz <ana@post.example>", title, "Mon, 03 Mar 2025 10:00:00 +0000"
message.set_content(text)
message.add_alternative(f"<html><body>{page}</body></html>", subtype="html")
Path("python-email.eml").write_bytes(message.as_bytes())
box = mailbox.mbox("python-mailbox.mbox")
box.add(message)
box.flush()

import io
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter
html = (work / "story.html").read_bytes()
with open("warcio.warc.gz", "wb") as file:
    writer = WARCWriter(file, gzip=True)
    headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
    writer.write_record(writer.create_warc_record(row["url"], "response", payload=io.BytesIO(html), http_headers=headers))
END
soffice --headless --infilter="CSV:44,34,76" --convert-to xlsx --outdir "$work" pandas.csv
mv "$work/pandas.xlsx" libreoffice.xlsx
(cd "$work" && exec python3 -m http.server 8765 --bind 127.0.0.1 >/dev/null 2>&1) &
server=$!
sleep 1
wget -q --no-warc-keep-log --warc-file=wget -O /dev/null http://127.0.0.1:8765/story.html
kill $server
python3 - "$work" <<'END'
# Chromium saves a page as MHTML when it is asked over its debugging protocol.
import json, subprocess, sys, time, urllib.request
import websocket
browser = subprocess.Popen(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=9333", "--remote-allow-origins=*", f"file://{sys.argv[1]}/story.html"], stderr=subprocess.DEVNULL)
for _ in range(60):
    try:
        tabs = [tab for tab in json.load(urllib.request.urlopen("http://127.0.0.1:9333/json")) if tab["type"] == "page"]
        break
    except OSError:
        time.sleep(1)
time.sleep(2)
link = websocket.create_connection(tabs[0]["webSocketDebuggerUrl"])
link.send(json.dumps({"id": 1, "method": "Page.captureSnapshot"}))
saved = next(found for found in iter(lambda: json.loads(link.recv()), None) if found.get("id") == 1)["result"]["data"]
open("chromium.mhtml", "w", newline="").write(saved.replace(f"file://{sys.argv[1]}", "https://post.example"))
browser.terminate()
END
cp "$work/story.html" story.html
for pack in gzip:gz bzip2:bz2 xz:xz zstd:zst; do ${pack%:*} -q -c story.html > ${pack%:*}.html.${pack#*:}; done
tar -cJf gnu-tar.tar.xz --sort=name --mtime=@0 --owner=0 --group=0 story.html
7z a -tzip -bd 7-zip.zip story.html >/dev/null
7z a -tbzip2 -bd 7-zip.html.bz2 story.html >/dev/null
7z a -txz -bd 7-zip.html.xz story.html >/dev/null
rm story.html
