#!/bin/sh
# The probe beside its peers, in turns, the prober on one core and what it asks on another: names beside dnsperf (NSD answers, each
# with an alias), TCP and HTTPS beside blackbox_exporter (nginx answers; both look the name up, both families), and memory at 10,000
# targets. All of it is in a network namespace of its own, whose resolver is that NSD.
# Needs nsd, dnsperf, nginx, wrk, prometheus-blackbox-exporter, openssl, time, and a user who may make namespaces.
#   bench/probe_load.sh [PROGRAM] [PROBE_NAMES] [SECONDS]    JSON to build/bench/probe_load.json
set -eu
if [ -z "${AIRTIGHT_INSIDE:-}" ]; then
  exec env AIRTIGHT_INSIDE=1 unshare --user --map-root-user --net --mount --fork --kill-child "$0" "$@"
fi
ip link set lo up
program=$(realpath "${1:-build/release/airtight-probe}")
names=$(realpath "${2:-build/release/bench/probe_names}")
seconds=${3:-5}
root=$(pwd)
for tool in nsd dnsperf nginx wrk prometheus-blackbox-exporter openssl taskset; do
  command -v "$tool" >/dev/null || { echo "probe_load: $tool is missing" >&2; exit 1; }
done
folder=$(mktemp -d)
chmod 755 "$folder"
children=""
finish() {
  for child in $children; do kill "$child" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$folder"
}
trap finish EXIT

# shellcheck disable=SC2016  # the zone file's own words
zone() { printf '$ORIGIN %s\n$TTL 60\n@ SOA ns.%s h.%s 1 60 60 60 60\n@ NS ns.%s\nns A 127.0.0.1\n' "$1" "$1" "$1" "$1"; }
{ zone azure.net.; seq 1 10000 | awk '{print "kv" $1 ".vault CNAME kv" $1 ".privatelink.vaultcore\nkv" $1 ".privatelink.vaultcore A 127.0.0.1"}'; } >"$folder/azure.zone"
{ zone azurewebsites.net.; seq 1 10000 | awk '{print "app" $1 " A 127.0.0.1"}'; } >"$folder/sites.zone"
{ zone example.com.; seq 1 10000 | awk '{print "host" $1 " A 127.0.0.1"}'; } >"$folder/example.zone"
cat >"$folder/nsd.conf" <<CONFIG
server:
  ip-address: 127.0.0.1
  server-count: 1
  username: ""
  chroot: ""
  zonesdir: "$folder"
  pidfile: "$folder/nsd.pid"
  database: ""
  zonelistfile: "$folder/zone.list"
  xfrdfile: "$folder/xfrd.state"
  rrl-ratelimit: 0
remote-control:
  control-enable: no
zone:
  name: azure.net
  zonefile: azure.zone
zone:
  name: azurewebsites.net
  zonefile: sites.zone
zone:
  name: example.com
  zonefile: example.zone
CONFIG
echo "nameserver 127.0.0.1" >"$folder/resolv.conf"
mount --bind "$folder/resolv.conf" /etc/resolv.conf
taskset -c 0 nsd -d -c "$folder/nsd.conf" 2>/dev/null & children="$children $!"

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=bench \
  -addext 'subjectAltName=DNS:*.azurewebsites.net' -keyout "$folder/key.pem" -out "$folder/cert.pem" 2>/dev/null
cat >"$folder/nginx.conf" <<CONFIG
user root; daemon off; worker_processes 1; pid $folder/nginx.pid; error_log /dev/null;
events { worker_connections 4096; }
http { access_log off; keepalive_requests 1000000; default_type text/plain;
  client_body_temp_path $folder/b; proxy_temp_path $folder/p; fastcgi_temp_path $folder/f; uwsgi_temp_path $folder/u; scgi_temp_path $folder/s;
  server { listen 127.0.0.1:19143 ssl backlog=4096; ssl_certificate $folder/cert.pem; ssl_certificate_key $folder/key.pem;
    ssl_session_cache off; ssl_session_tickets off; return 200 "ok\n"; }
  server { listen 127.0.0.1:19180 backlog=4096; return 200 "ok\n"; } }
CONFIG
taskset -c 0 nginx -c "$folder/nginx.conf" & children="$children $!"
cat >"$folder/blackbox.yml" <<CONFIG
modules:
  tcp: {prober: tcp, timeout: 5s}
  https: {prober: http, timeout: 5s, http: {tls_config: {ca_file: $folder/cert.pem, server_name: app1.azurewebsites.net}}}
CONFIG
GOMAXPROCS=1 taskset -c 1 prometheus-blackbox-exporter --config.file="$folder/blackbox.yml" \
  --web.listen-address=127.0.0.1:19194 --log.level=error >/dev/null 2>&1 & blackbox=$!; children="$children $blackbox"
sleep 2

seq 1 10000 | awk '{print "kv" $1 ".vault.azure.net A"}' >"$folder/queries"
dns() { # WINDOW: ours, dnsperf, ours, dnsperf; the better of each
  for turn in 1 2; do
    taskset -c 1 "$names" 53 "$folder/queries" "$1" "$seconds" >"$folder/ours$turn"
    taskset -c 1 dnsperf -s 127.0.0.1 -p 53 -d "$folder/queries" -c 1 -T 1 -q "$1" -l "$seconds" >"$folder/dnsperf$turn" 2>/dev/null
  done
  peer=$(awk '/Queries per second/ {if ($4 > most) most = $4} END {print most}' "$folder"/dnsperf[12])
  best=$(sed 's/.*"rate":\([0-9.e+]*\).*/\1 &/' "$folder"/ours[12] | sort -g | tail -n 1)
  printf '{"ours":%s,"dnsperf":%s,"ratio":%.2f}' "${best#* }" "$peer" "$(echo "${best%% *} $peer" | awk '{print $1 / $2}')"
}

list() { # PREFIX DOMAIN PORT COUNT MORE
  seq 1 "$4" | awk -v prefix="$1" -v domain="$2" -v port="$3" -v more="$5" 'BEGIN {printf "{\"targets\":["}
    {printf "%s\n{\"name\":\"%s%d.%s\",\"port\":%s%s}", (NR > 1 ? "," : ""), prefix, $1, domain, port, more} END {print "]}"}'
}
verb=probe
case ${program##*/} in airtight-probe*) verb="" ;; esac
ours() { # FILE: rate, processor microseconds a target, peak KiB
  start=$(date +%s%N)
  # shellcheck disable=SC2086  # no verb is no word
  taskset -c 1 /usr/bin/time -f '%U %S %M' -o "$folder/time" "$program" $verb -q --targets "$1" --servers 127.0.0.1 \
    --ca-bundle "$folder/cert.pem" --format json >"$folder/seen.json"
  end=$(date +%s%N)
  count=$(grep -c '"name"' "$1")
  awk -v count="$count" -v time="$((end - start))" '{printf "{\"rate\":%.0f,\"cpuMicroseconds\":%.1f,\"perCore\":%.0f,\"peakKiB\":%d}", count * 1e9 / time, ($1 + $2) * 1e6 / count, count / ($1 + $2), $3}' "$folder/time"
}
ticks() { awk '{print $14 + $15}' "/proc/$blackbox/stat"; }
peer() { # MODULE TARGET
  before=$(ticks)
  taskset -c 0 wrk -t1 -c8 -d"${seconds}s" "http://127.0.0.1:19194/probe?module=$1&target=$2" >"$folder/wrk"
  after=$(ticks)
  awk -v ticks="$((after - before))" -v hertz="$(getconf CLK_TCK)" '/requests in/ {count = $1} /Requests\/sec/ {rate = $2}
    END {cpu = ticks / hertz; printf "{\"rate\":%.0f,\"cpuMicroseconds\":%.1f,\"perCore\":%.0f}", rate, cpu * 1e6 / count, count / cpu}' "$folder/wrk"
}
curl -sf "http://127.0.0.1:19194/probe?module=https&target=https://app1.azurewebsites.net:19143" | grep -q '^probe_success 1'
list host example.com 19180 10000 ',"tls":false' >"$folder/tcp.json"
list app azurewebsites.net 19143 3000 '' >"$folder/https.json"
mkdir -p "$root/build/bench"
{
  printf '{"dns50":%s,"dns200":%s,' "$(dns 50)" "$(dns 200)"
  printf '"tcp":{"ours":%s,"blackbox":%s},' "$(ours "$folder/tcp.json")" "$(peer tcp host1.example.com:19180)"
  printf '"https":{"ours":%s,"blackbox":%s}}\n' "$(ours "$folder/https.json")" "$(peer https https://app1.azurewebsites.net:19143)"
} | tee "$root/build/bench/probe_load.json"
