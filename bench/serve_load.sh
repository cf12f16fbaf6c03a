#!/bin/sh
# The cached /diagnostics of the endpoint beside nginx with a static file of the same octets, and /probe beside
# blackbox_exporter's, by wrk on the loopback, one after the other, the server on one core and wrk on another; then /healthz
# while slow connections are held. Needs nginx, wrk, prometheus-blackbox-exporter, python3.
#   bench/serve_load.sh [PROGRAM] [SECONDS]    JSON to build/bench/serve_load.json
set -eu
program=$(realpath "${1:-build/release/airtight}")
seconds=${2:-10}
root=$(pwd)
for tool in nginx wrk prometheus-blackbox-exporter python3 curl taskset; do
  command -v "$tool" >/dev/null || { echo "serve_load: $tool is missing" >&2; exit 1; }
done
folder=$(mktemp -d)
children=""
finish() {
  for child in $children; do kill "$child" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$folder"
}
trap finish EXIT

cat >"$folder/serve.yaml" <<'CONFIG'
schema: airtight/serve/1
listen: 127.0.0.1:19090
dependencies:
  - {key: local, name: local.example.com, port: 19092, tls: false, intent: reached, addresses: [127.0.0.0/8]}
probe: {servers: ["127.0.0.1:19093"], timeoutSeconds: 1, intervalSeconds: 3600, freshSeconds: 3600, perMinute: 100000}
limits: {requestsPerMinute: 0, connections: 20000}
access: {anonymousDetails: true}
CONFIG
cat >"$folder/peers.py" <<'PEERS'
import socket, struct, threading
def dns():
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); server.bind(("127.0.0.1", 19093))
    while True:
        query, client = server.recvfrom(4096)
        end = query.index(b"\0", 12) + 5
        is_a = query[end - 3] == 1
        record = b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 60, 4) + socket.inet_aton("127.0.0.1") if is_a else b""
        server.sendto(query[:2] + struct.pack("!HHHHH", 0x8180, 1, 1 if is_a else 0, 0, 0) + query[12:end] + record, client)
threading.Thread(target=dns, daemon=True).start()
server = socket.create_server(("127.0.0.1", 19092), backlog=1024)
while True:
    server.accept()[0].close()
PEERS
python3 "$folder/peers.py" & children="$children $!"
taskset -c 0 "$program" serve -q --config "$folder/serve.yaml" & serve=$!; children="$children $serve"
sleep 3
curl -sf http://127.0.0.1:19090/diagnostics -o "$folder/diagnostics"
cat >"$folder/nginx.conf" <<CONFIG
daemon off; worker_processes 1; pid $folder/nginx.pid; error_log /dev/null;
events { worker_connections 4096; }
http { access_log off; sendfile on; keepalive_requests 1000000000; default_type application/json;
  client_body_temp_path $folder/b; proxy_temp_path $folder/p; fastcgi_temp_path $folder/f; uwsgi_temp_path $folder/u; scgi_temp_path $folder/s;
  server { listen 127.0.0.1:19091; root $folder; } }
CONFIG
taskset -c 0 nginx -c "$folder/nginx.conf" & children="$children $!"
printf 'modules: {tcp: {prober: tcp, timeout: 2s}}\n' >"$folder/blackbox.yml"
taskset -c 0 prometheus-blackbox-exporter --config.file="$folder/blackbox.yml" --web.listen-address=127.0.0.1:19094 --log.level=error >/dev/null 2>&1 &
children="$children $!"
sleep 2
load() { taskset -c 1 wrk -t1 -c"$2" -d"${seconds}s" --latency "$1"; }
rate() { awk '/Requests\/sec/ {print $2}' "$1"; }
p99() { awk '$1 == "99%" {print $2}' "$1"; }
load http://127.0.0.1:19090/diagnostics 64 >"$folder/ours"
load http://127.0.0.1:19091/diagnostics 64 >"$folder/nginx"
load "http://127.0.0.1:19090/probe?target=local&module=tcp_connect" 16 >"$folder/probe"
load "http://127.0.0.1:19094/probe?target=127.0.0.1:19092&module=tcp" 16 >"$folder/blackbox"
cat >"$folder/slow.py" <<'SLOW'
import resource, socket, sys, time
resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
held = []
for i in range(10000):
    one = socket.socket(); one.setblocking(False); one.bind(("127.0.%d.1" % (i % 8 + 1), 0))
    try: one.connect(("127.0.0.1", 19090))
    except BlockingIOError: pass
    held.append(one)
    if i % 200 == 0: time.sleep(0.01)
time.sleep(1)
for one in held:
    try: one.send(b"GET /diag")
    except OSError: pass
worst = 0
for _ in range(50):
    start = time.time()
    client = socket.create_connection(("127.0.0.1", 19090), timeout=5)
    client.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    assert client.recv(100).startswith(b"HTTP/1.1 200")
    worst = max(worst, time.time() - start)
print("%.1f" % (worst * 1000))
SLOW
worst=$(python3 "$folder/slow.py")
memory=$(awk '/VmHWM/ {print $2}' "/proc/$serve/status")
mkdir -p "$root/build/bench"
printf '{"body":%s,"serve":%s,"serveP99":"%s","nginx":%s,"nginxP99":"%s","probe":%s,"blackbox":%s,"healthzWorstMs":%s,"slowConnections":10000,"peakKiB":%s}\n' \
  "$(wc -c <"$folder/diagnostics")" "$(rate "$folder/ours")" "$(p99 "$folder/ours")" "$(rate "$folder/nginx")" "$(p99 "$folder/nginx")" \
  "$(rate "$folder/probe")" "$(rate "$folder/blackbox")" "$worst" "$memory" | tee "$root/build/bench/serve_load.json"
