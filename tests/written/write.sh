#!/bin/sh
# Writes the files beside it with the programs and packages that README.md lists. Those of PyPI have to be importable, and their commands,
# those of npm included, on the PATH; npm's packages are installed into a temporary folder.
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
frame.to_csv("pandas.tsv", index=False, sep="\t")
frame.to_json("pandas.json", orient="records")
frame.to_json("pandas.jsonl", orient="records", lines=True)
frame.to_parquet("pandas.parquet")
frame.to_feather("pandas.feather")

import polars
frame = polars.DataFrame([row])
frame.write_csv("polars.csv")
frame.write_csv("polars.tsv", separator="\t")
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

import datetime
url, when = row["url"], datetime.datetime(2025, 3, 3, 10, tzinfo=datetime.timezone.utc)

from PyRTF.Elements import Document
from PyRTF.Renderer import Renderer
from PyRTF.document.paragraph import Paragraph
from PyRTF.document.section import Section
document, section = Document(), Section()
document.Sections.append(section)
for line in [title, *body]:
    section.append(Paragraph(line))
with open("pyrtf3.rtf", "w") as file:
    Renderer().Write(document, file)

import feedgenerator
for kind, made in (("rss", feedgenerator.Rss201rev2Feed), ("atom", feedgenerator.Atom1Feed)):
    feed = made("The Harbour Post", "https://post.example", "News", language="en")
    feed.add_item(title, url, page if kind == "rss" else None, content=page, pubdate=when, updateddate=when, author_name="Ana Ruiz", unique_id=url)
    with open(f"feedgenerator.{kind}", "w", encoding="utf-8") as file:
        feed.write(file, "utf-8")

from NewsMLG2 import contentmeta, document, newsitem
item, meta, held, data = newsitem.NewsItem(), newsitem.NewsItemContentMeta(), newsitem.ContentSet(), newsitem.InlineData(text=text)
item.standard, item.standardversion, item.conformance, item.guid, item.version = "NewsML-G2", "2.34", "power", "tag:post.example,2025:bridge", "1"
meta.headline, data.contenttype, held.inlinedata = [contentmeta.Headline(text=title)], "text/plain", [data]
item.contentmeta, item.contentset = meta, held
written = document.NewsMLG2Document()
written.set_item(item)
Path("newsmlg2.newsml").write_text(written.to_xml_string(), encoding="utf-8")

response = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html.decode()}"
from warc.arc import ARCFile, ARCHeader, ARCRecord
with open("warc3-wet.arc", "w", encoding="utf-8", newline="") as out:
    arc = ARCFile(filename="warc3-wet.arc", fileobj=out, mode="w", version=1, file_headers={"ip_address": "127.0.0.1", "date": "20250303100000", "org": "Post"})
    header = ARCHeader(url, "127.0.0.1", "20250303100000", "text/html", length=str(len(response.encode())), version=1)
    arc.write(ARCRecord(header, response, version=1))
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
(cd "$work" && npm install --silent --ignore-scripts nodemailer feed rss warcio apache-arrow plist bplist-creator @harvard-lil/js-wacz)
cat > "$work/more.mjs" <<'END'
import fs from "node:fs";
import MailComposer from "nodemailer/lib/mail-composer/index.js";
import {Feed} from "feed";
import RSS from "rss";
import {WARCRecord, WARCSerializer} from "warcio";
import {tableFromArrays, tableToIPC} from "apache-arrow";
import * as plist from "plist";
import bplist from "bplist-creator";
const title = "Bridge closed after cracks are found";
const body = ["The council closed the old bridge over the río on Monday, after an inspection.", "“Nobody asked the farmers,” said Maria Kowalska, who runs a dairy.", "Repairs are to begin in May & will cost €4 million."];
const page = body.map(line => `<p>${line.replace("&", "&amp;")}</p>`).join(""), url = "https://post.example/bridge", date = new Date("2025-03-03T10:00:00Z");
new MailComposer({from: "Ana Ruiz <ana@post.example>", subject: title, date, messageId: "<bridge@post.example>", text: body.join("\n\n"), html: `<html><body>${page}</body></html>`, baseBoundary: "bridge"}).compile().build((error, data) => fs.writeFileSync("nodemailer.eml", data));
const feed = new Feed({title: "The Harbour Post", id: "https://post.example", link: "https://post.example", updated: date});
feed.addItem({title, id: url, link: url, date, content: page, author: [{name: "Ana Ruiz"}]});
fs.writeFileSync("feed.rss", feed.rss2());
fs.writeFileSync("feed.atom", feed.atom1());
const rss = new RSS({title: "The Harbour Post", site_url: "https://post.example", feed_url: "https://post.example/rss", pubDate: date, custom_namespaces: {content: "http://purl.org/rss/1.0/modules/content/"}});
rss.item({title, url, date, description: title, custom_elements: [{"content:encoded": {_cdata: page}}]});
fs.writeFileSync("rss.rss", rss.xml());
const html = fs.readFileSync(process.argv[2]);
async function* content() { yield html; }
const info = await WARCRecord.createWARCInfo({filename: "x", warcVersion: "WARC/1.1"}, {software: "warcio.js"});
const record = WARCRecord.create({url, date: "2025-03-03T10:00:00Z", type: "response", warcVersion: "WARC/1.1", httpHeaders: {"Content-Type": "text/html; charset=utf-8"}}, content());
fs.writeFileSync("warcio-js.warc.gz", Buffer.concat([await WARCSerializer.serialize(info, {gzip: true}), await WARCSerializer.serialize(record, {gzip: true})]));
fs.writeFileSync("apache-arrow-js.arrow", tableToIPC(tableFromArrays({title: [title], text: [body.join("\n\n")], url: [url]}), "file"));
const main = {WebMainResource: {WebResourceData: fs.readFileSync(process.argv[2]), WebResourceMIMEType: "text/html", WebResourceTextEncodingName: "UTF-8", WebResourceURL: "https://post.example/bridge"}};
fs.writeFileSync("plist-js.webarchive", plist.build(main));
fs.writeFileSync("bplist-creator.webarchive", bplist(main));
END
node "$work/more.mjs" "$PWD/story.html"
zip -qX info-zip.zip story.html
jar cfM jar.zip story.html
bsdtar --uid 0 --gid 0 --uname "" --gname "" -cf bsdtar.tar story.html
7z a -ttar -bd 7-zip.tar story.html >/dev/null
html2mhtml -i story.html -o mhtmlconverter.mhtml >/dev/null 2>&1
warcit -q -o --fixed-dt 20250303100000 -n warcit https://post.example/ story.html
wacz create -f warcio.warc.gz -o py-wacz.wacz --detect-pages --url https://post.example/bridge >/dev/null
"$work/node_modules/.bin/js-wacz" create --log-level silent --file "$PWD/warcio.warc.gz" --output js-wacz.wacz
jq . pandas.json > jq.json
jq -c '.[]' pandas.json > jq.jsonl
sqlite3 :memory: -cmd ".mode csv" ".import pandas.csv story" ".mode json" ".once sqlite.json" "select * from story"
sqlite3 :memory: -cmd ".mode csv" ".import pandas.csv story" ".headers on" ".once sqlite.csv" "select * from story"
# Perl: RTF::Writer and MIME::Lite
perl -Mutf8 -MRTF::Writer -e '
my @lines = ("Bridge closed after cracks are found", "The council closed the old bridge over the r\x{ed}o on Monday, after an inspection.", "\x{201c}Nobody asked the farmers,\x{201d} said Maria Kowalska, who runs a dairy.", "Repairs are to begin in May & will cost \x{20ac}4 million.");
my $rtf = RTF::Writer->new_to_file("rtf-writer.rtf");
$rtf->prolog("title" => $lines[0]);
$rtf->paragraph($_) for @lines;
$rtf->close;'
perl -Mutf8 -MEncode -MMIME::Lite -e '
my $text = join "\n\n", "The council closed the old bridge over the r\x{ed}o on Monday, after an inspection.", "\x{201c}Nobody asked the farmers,\x{201d} said Maria Kowalska, who runs a dairy.", "Repairs are to begin in May & will cost \x{20ac}4 million.";
my $mail = MIME::Lite->new(From => "Ana Ruiz <ana\@post.example>", Subject => "Bridge closed after cracks are found", Date => "Mon, 03 Mar 2025 10:00:00 +0000", Type => "TEXT", Encoding => "quoted-printable", Data => encode_utf8($text));
$mail->attr("content-type.charset" => "UTF-8");
open my $out, ">", "mime-lite.eml";
$mail->print($out);'
formail < mime-lite.eml > formail.mbox
cat > "$work/Swing.java" <<'END'
import java.io.*; import javax.swing.text.*; import javax.swing.text.rtf.RTFEditorKit;
public class Swing { public static void main(String[] given) throws Exception {
  RTFEditorKit kit = new RTFEditorKit(); Document document = kit.createDefaultDocument();
  for (String line : given) document.insertString(document.getLength(), line + "\n", null);
  try (OutputStream out = new FileOutputStream("java-swing.rtf")) { kit.write(out, document, 0, document.getLength()); } } }
END
java -Dfile.encoding=UTF-8 -Dsun.jnu.encoding=UTF-8 "$work/Swing.java" "Bridge closed after cracks are found" "The council closed the old bridge over the río on Monday, after an inspection." "“Nobody asked the farmers,” said Maria Kowalska, who runs a dairy." "Repairs are to begin in May & will cost €4 million."
printf '%s\n\n%s\n\n%s\n' "The council closed the old bridge over the río on Monday, after an inspection." "“Nobody asked the farmers,” said Maria Kowalska, who runs a dairy." "Repairs are to begin in May & will cost €4 million." |
  LC_ALL=C.UTF-8 s-nail -:/ -S v15-compat -S mta=file:///bin/true -S record="$PWD/s-nail.mbox" -S from=ana@post.example -S hostname=post.example -s "Bridge closed after cracks are found" desk@post.example
cat > "$work/page.plist" <<END
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict><key>WebMainResource</key><dict><key>WebResourceData</key><data>$(base64 -w0 story.html)</data>
<key>WebResourceMIMEType</key><string>text/html</string><key>WebResourceTextEncodingName</key><string>UTF-8</string>
<key>WebResourceURL</key><string>https://post.example/bridge</string></dict></dict></plist>
END
plistutil -i "$work/page.plist" -o libplist.webarchive
git init -q "$work/git"
cp story.html "$work/git"
git -C "$work/git" add .
git -C "$work/git" -c user.name=ana -c user.email=ana@post.example commit -qm story --date 2025-03-03T10:00:00Z
for kind in tar zip; do git -C "$work/git" archive -o "$PWD/git.$kind" HEAD; done
rm story.html
