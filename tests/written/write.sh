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
# HTTrack saves a page as MHTML; ProxyTrack writes what HTTrack has kept as an ARC
(cd "$work" && exec python3 -m http.server 8765 --bind 127.0.0.1 >/dev/null 2>&1) &
server=$!
sleep 1
httrack http://127.0.0.1:8765/story.html -O "$work/mirror" -r1 -s0 -k -q -I0 --mime-html >/dev/null
kill $server
cp "$work/mirror/index.mht" httrack.mhtml
proxytrack --convert proxytrack.arc "$work/mirror/hts-cache/new.zip" 2>/dev/null
perl -MMIME::Lite::HTML -e '
my $mail = MIME::Lite::HTML->new(From => "Ana Ruiz <ana\@post.example>", To => "desk\@post.example", Subject => "Bridge closed after cracks are found", Date => "Mon, 03 Mar 2025 10:00:00 +0000");
local $/;
open my $in, "<", "story.html";
my $page = <$in>;
open my $out, ">", "mime-lite-html.mhtml";
$mail->parse($page)->print($out);'
# ArchiveWeb.page: the class that packs a WACZ, with a collection of one page as its database
(cd "$work" && npm install --silent --ignore-scripts esbuild client-zip@2 pako uuid@9 hash-wasm@4 && npm pack --silent @webrecorder/archivewebpage && tar -xzf webrecorder-archivewebpage-*.tgz)
cat > "$work/swlib.mjs" <<'END'
export const getTSMillis = date => date.replace(/[-:T.Z]/g, "");
export const getStatusText = status => status === 200 ? "OK" : "";
export const digestMessage = async () => "";
END
sed 's#"@webrecorder/wabac/swlib"#"./swlib.mjs"#' "$work/package/src/sw/downloader.ts" > "$work/downloader.ts"
chmod +x "$work"/node_modules/@esbuild/*/bin/esbuild
(cd "$work" && node_modules/@esbuild/*/bin/esbuild downloader.ts --bundle --format=esm --platform=node --outfile=downloader.mjs --log-level=error)
cat > "$work/wacz.mjs" <<'END'
import fs from "node:fs";
import {Downloader} from "./downloader.mjs";
globalThis.IDBKeyRange = {lowerBound: start => start};
const ts = Date.parse("2025-03-03T10:00:00Z"), url = "https://post.example/bridge", payload = new Uint8Array(fs.readFileSync(process.argv[2]));
const page = {url, ts, status: 200, mime: "text/html", respHeaders: {"content-type": "text/html; charset=utf-8"}, payload, digest: "sha256:x", pageId: "bridge"};
const db = {getAll: async (name, start) => start.length ? [] : [page]};
const store = {db, getAllPages: async () => [{title: "Bridge", url, id: "bridge", size: payload.length, ts}]};
const made = await new Downloader({coll: {store, name: "post", config: {ctime: ts, metadata: {title: "post"}}}, format: "wacz"}).download();
fs.writeFileSync("archiveweb-page.wacz", Buffer.from(await made.arrayBuffer()));
END
node "$work/wacz.mjs" "$PWD/story.html"
# Superdesk: its formatters, without its server; Plone: the templates of two add-ons, rendered with z3c.pt
python3 -m pip install -q --no-deps --target "$work/agencies" superdesk-core==2.5.3 collective-nitf==2.1.1 collective-syndication==1.0b3
python3 - "$work/agencies" <<'END'
# Modules that a program needs for its server alone are taken as empty.
import six, dateutil.rrule, celery, kombu, eve, flask, arrow, bs4
import datetime, sys, importlib.abc, importlib.machinery
from unittest.mock import MagicMock
class Empty(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path=None, target=None):
        return importlib.machinery.ModuleSpec(name, self, is_package=True)
    def create_module(self, spec):
        mod = MagicMock(name=spec.name); mod.__path__=[]; mod.__spec__=spec; mod.__name__=spec.name; return mod
    def exec_module(self, module): pass
import asyncio; asyncio.coroutine = lambda made: made
sys.meta_path.append(Empty())
source = sys.argv[1]
sys.path.insert(0, source)
from unittest.mock import MagicMock
import importlib, types
class Package(types.ModuleType):
    def __getattr__(self, name):
        if name.startswith("__"): raise AttributeError(name)
        try: return importlib.import_module(f"superdesk.{name}")
        except ModuleNotFoundError: return MagicMock()
def package(name, path):
    made = Package(name); made.__path__ = [path]; sys.modules[name] = made; return made
superdesk = package("superdesk", f"{source}/superdesk")
for name in ("superdesk.publish",): package(name, f"{source}/superdesk/publish")
for name in ("apps", "apps.archive", "apps.archive.common", "superdesk.publish.formatters.ninjs_formatter", "superdesk.publish.formatters.email_formatter", "superdesk.publish.formatters.ninjs_newsroom_formatter", "superdesk.publish.formatters.idml_formatter", "superdesk.publish.formatters.ninjs_ftp_formatter", "superdesk.publish.formatters.imatrics", "superdesk.filemeta", "superdesk.geonames"):
    sys.modules[name] = MagicMock()
import superdesk.publish.formatters.nitf_formatter as nitf
import superdesk.publish.formatters.newsml_g2_formatter as g2
when = datetime.datetime(2025, 3, 3, 10, tzinfo=datetime.timezone.utc)
title = "Bridge closed after cracks are found"
body = ["The council closed the old bridge over the río on Monday, after an inspection.", "“Nobody asked the farmers,” said Maria Kowalska, who runs a dairy.", "Repairs are to begin in May & will cost €4 million."]
class Subscribers:
    def generate_sequence_number(self, subscriber): return 1
class Words:
    def get_rightsinfo(self, article): return {"copyrightholder": "The Harbour Post", "copyrightnotice": "", "usageterms": ""}
superdesk.get_resource_service = lambda name: Subscribers() if name == "subscribers" else Words()
config = {"NEWSML_PROVIDER_ID": "The Harbour Post", "VERSION": "_current_version", "DEFAULT_LANGUAGE": "en"}
superdesk.config = MagicMock(VERSION="_current_version")
g2.utcnow = lambda: when
article = {"_current_version": 1, "guid": "tag:post.example,2025:bridge", "type": "text", "headline": title, "byline": "By Ana Ruiz", "firstcreated": when, "versioncreated": when, "body_html": "".join(f"<p>{line.replace('&', '&amp;')}</p>" for line in body), "state": "published", "pubstatus": "usable", "urgency": 3, "priority": 3, "language": "en", "slugline": "bridge", "source": "The Harbour Post", "subject": [], "format": "HTML", "expiry": "", "dateline": {}, "anpa_category": [], "place": [], "rewrite_sequence": 0}
import flask
server = flask.Flask("post", root_path="/tmp", instance_path="/tmp")
server.config.update(config)
with server.app_context():
    for name, made in {"nitf": nitf.NITFFormatter, "newsml": g2.NewsMLG2Formatter}.items():
        text = made().format(article, {"name": "x", "_id": 1})[0][1]
        open(f"superdesk.{name}", "w", encoding="utf-8").write(text)
from z3c.pt.pagetemplate import PageTemplateFile
class O:
    def __init__(self, **k): self.__dict__.update(k)
page = "".join(f"<p>{line.replace('&', '&amp;')}</p>" for line in body)
context = O(title=title, genre="Current", urgency="3", section="News", subtitle="", byline="Ana Ruiz", location="", description="", Rights="", subject=(), text=O(output=page),
  EffectiveDate=lambda: "2025-03-03T10:00:00+00:00", ExpirationDate=lambda: "None")
view = O(uuid="bridge", get_media=lambda: [])
request = O(response=O(getHeader=lambda n: "text/xml", setHeader=lambda *a: None), debug=False, RESPONSE=O(setHeader=lambda *a: None))
open("collective-nitf.nitf","w").write(PageTemplateFile(f"{source}/collective/nitf/browser/templates/nitf.pt").render(context=context, view=view, request=request))
class Day:
    def asdatetime(self): return datetime.datetime(2025,3,3,10,tzinfo=datetime.timezone.utc)
    def strftime(self, f): return self.asdatetime().strftime(f)
item = O(published=Day(), modified=Day(), uid="bridge", title=title, description="", author="Ana Ruiz", body=page, base_url="https://post.example/bridge", context=O(created=lambda: Day()), render_content_core=lambda: page)
feed = O(published=Day(), logo="", items=[item])
view = O(feed=feed, current_date=Day(), duid=lambda i, n: f"bridge-{n}", get_image=lambda i: None)
open("collective-syndication.newsml","w").write(PageTemplateFile(f"{source}/collective/syndication/templates/newsml.xml.pt").render(view=view, context=O(**{"@@plone_portal_state": O(portal=O(absolute_url="https://post.example"))}), request=request))
END
rm story.html
