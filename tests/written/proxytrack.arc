filedesc://httrack_1795917198.arc 0.0.0.0 20261129015318 text/plain 200 - - 0 httrack_1795917198.arc 130
2 0 HTTrack Website Copier
URL IP-address Archive-Date Content-Type Result-code Checksum Location Offset Filename Archive-length


http://127.0.0.1:8971/story.html 0.0.0.0 20261129015314 text/html 200 e2bfce34370843f1544da384252d6e94 - 235 httrack_1795917198.arc 597
HTTP/1.0 200 OK
X-Server: ProxyTrack 0.5
Content-type: text/html
Last-modified: Sun, 29 Nov 2026 01:53:14 GMT
Content-length: 416
X-Addr: 127.0.0.1:8971
X-Fil: /story.html

<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Bridge closed after cracks are found</title></head><body>
<h1>Bridge closed after cracks are found</h1>
<p>The council closed the old bridge over the río on Monday, after an inspection.</p>
<p>“Nobody asked the farmers,” said Maria Kowalska, who runs a dairy.</p>
<p>Repairs are to begin in May &amp; will cost €4 million.</p>
</body></html>
