filedesc://warc3-wet.arc 127.0.0.1 20250303100000 text/plain 64
1 0 Post
URL IP-address Archive-date Content-type Archive-length

https://post.example/bridge 127.0.0.1 20250303100000 text/html 475
HTTP/1.1 200 OK
Content-Type: text/html; charset=utf-8

<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Bridge closed after cracks are found</title></head><body>
<h1>Bridge closed after cracks are found</h1>
<p>The council closed the old bridge over the río on Monday, after an inspection.</p>
<p>“Nobody asked the farmers,” said Maria Kowalska, who runs a dairy.</p>
<p>Repairs are to begin in May &amp; will cost €4 million.</p>
</body></html>


