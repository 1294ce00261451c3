### Proxies of accounts (A4).

button-proxy = 🌐 Proxy
button-proxy-first = 🌐 Through a proxy
button-proxy-drop = ✕ Connect without a proxy

account-proxy = 🌐 Proxy: { $proxy }
account-proxy-used = 🌐 Connects through a proxy
account-proxy-none = 🌐 No proxy: connects directly
accounts-row-proxy = 🌐 proxy

proxy-title = 🌐 Proxy of <b>{ $name }</b>
proxy-title-new = 🌐 Proxy of a new account
proxy-is = It connects through <b>{ $proxy }</b>, and never past it: while the proxy is down, the account waits.
proxy-none = No proxy: the account connects directly from this server.
proxy-how =
    To set one, send its address, SOCKS5 or HTTP:
    <code>socks5://user:password@203.0.113.7:1080</code>
    <code>http://203.0.113.7:3128</code>
proxy-secret = I delete your message at once and try the proxy before I keep it. The password is kept sealed and shown to nobody.
proxy-unreadable = ⚠️ That is no address of a proxy. Right is, for example: <code>socks5://user:password@203.0.113.7:1080</code>. Nothing was changed.
proxy-lost = ⚠️ I was restarted before I could try it. Please send it again.
proxy-internal = ⚠️ Something failed on my side. Nothing was changed; please send it again.
proxy-unreachable = ⚠️ Nobody answers at that address. Check host and port, and whether the proxy runs. Nothing was changed.
proxy-login-refused = ⚠️ The proxy does not accept this user and password. Check them and send the address again. Nothing was changed.
proxy-no-way = ⚠️ The proxy answers, but does not get through to Telegram. It may forbid port 443 or be blocked itself. Nothing was changed.
proxy-no-proxy = ⚠️ What answers there is no such proxy. Try the other kind, <code>http://…</code> or <code>socks5://…</code>. Nothing was changed.

account-hint-proxy = Its proxy does not let it through. I keep trying, only through the proxy; messages to clients wait. Check the proxy, or set another one.
line-account-proxy-down = 🌐 { $account } has had no connection since { $since }: its proxy does not let it through. I never go past a proxy. Nothing is lost: messages to clients wait until the proxy works or you set another one.

audit-proxy = proxy of { $account }: { $from } → { $to }
audit-no-proxy = none
