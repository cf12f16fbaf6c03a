#include "programs.h"

#include <airtight/base/text.h>

#include <algorithm>

namespace airtight::input::az {
namespace {

// Programs that change no resource of Azure, whatever their arguments.
constexpr std::string_view harmless[] = {
    "[",          "apk",         "apt",      "apt-get",     "arch",     "awk",        "base64",
    "bc",         "brew",        "cal",      "cat",         "chgrp",    "chmod",      "chown",
    "cksum",      "clear",       "cmp",      "column",      "comm",     "cp",         "csplit",
    "cut",        "date",        "dd",       "df",          "diff",     "dig",        "dirname",
    "dnf",        "dos2unix",    "dpkg",     "du",          "echo",     "egrep",      "env",
    "envsubst",   "expand",      "expr",     "factor",      "false",    "fgrep",      "file",
    "fmt",        "fold",        "free",     "getent",      "getopt",   "git",        "gpg",
    "grep",       "groups",      "gunzip",   "gzip",        "head",     "hexdump",    "host",
    "hostname",   "iconv",       "id",       "ip",          "ifconfig", "install",    "jobs",
    "join",       "jq",          "kill",     "killall",     "less",     "ln",         "locale",
    "logger",     "logname",     "ls",       "lsb_release", "lsof",     "man",        "md5sum",
    "mkdir",      "mkfifo",      "mktemp",   "more",        "mv",       "mysql",      "nc",
    "ncat",       "netcat",      "netstat",  "nl",          "nproc",    "nslookup",   "numfmt",
    "od",         "openssl",     "paste",    "pgrep",       "ping",     "pip",        "pip3",
    "pkill",      "pr",          "printenv", "printf",      "ps",       "psql",       "pushd",
    "pwd",        "pwgen",       "readlink", "realpath",    "rev",      "rm",         "rmdir",
    "rsync",      "scp",         "sed",      "seq",         "sftp",     "sha1sum",    "sha256sum",
    "sha512sum",  "shasum",      "shuf",     "sleep",       "sort",     "split",      "sqlcmd",
    "ssh-keygen", "ssh-keyscan", "ss",       "stat",        "strings",  "stty",       "sum",
    "sync",       "tac",         "tail",     "tar",         "tee",      "telnet",     "test",
    "tnsping",    "top",         "touch",    "tput",        "tr",       "traceroute", "tree",
    "true",       "truncate",    "tsort",    "tty",         "uname",    "unexpand",   "uniq",
    "unix2dos",   "unzip",       "uptime",   "uuidgen",     "vi",       "vim",        "nano",
    "wc",         "which",       "whereis",  "who",         "whoami",   "xmllint",    "xxd",
    "yes",        "yq",          "yum",      "zip",         "7z",       "bzip2",      "xz",
};

// Harmless with one of these as first argument: they build, look or fetch.
struct Asking {
  std::string_view program;
  std::string_view first;  // separated by blanks
};
constexpr Asking asking[] = {
    {"docker", "build pull push tag login logout images ps version info inspect --version"},
    {"podman", "build pull push tag login logout images ps version info inspect --version"},
    {"dotnet", "build publish restore new add clean pack --version --info"},
    {"npm", "install ci i --version -v"},
    {"kubectl", "get describe logs version config cluster-info"},
    {"helm", "list repo version search show template"},
    {"terraform", "version fmt validate init plan show output -version --version"},
    {"python", "--version -V"},
    {"python3", "--version -V"},
    {"node", "--version -v"},
    {"gh", "auth --version"},
};

bool holds_word(std::string_view list, std::string_view word) {
  const auto words = split(list, ' ');
  return std::ranges::find(words, word) != words.end();
}

bool only_asks(std::string_view program, const std::vector<std::string>& arguments) {
  if (arguments.empty()) return false;
  const auto* found = std::ranges::find(asking, program, &Asking::program);
  return found != std::end(asking) && holds_word(found->first, arguments.front());
}

bool is_local(std::string_view url) {
  for (const std::string_view scheme : {"https://", "http://"})
    if (url.starts_with(scheme)) url.remove_prefix(scheme.size());
  for (const std::string_view host :
       {"localhost", "127.0.0.1", "169.254.169.254", "login.microsoftonline.com"}) {
    const std::string_view rest = url.starts_with(host) ? url.substr(host.size()) : "?";
    if (rest.empty() || rest[0] == '/' || rest[0] == ':') return true;
  }
  return false;
}

// Whether curl or wget may do more than read: by method, data or upload.
bool sends(const std::vector<std::string>& arguments) {
  bool sending = false;
  bool reading = false;  // -X GET, --get
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& word = arguments[i];
    const std::string next = i + 1 < arguments.size() ? arguments[i + 1] : "";
    const bool reads = next == "GET" || next == "HEAD" || next == "OPTIONS";
    if (word == "-X" || word == "--request" || word == "--method")
      (reads ? reading : sending) = true;
    else if (word == "-G" || word == "--get" || word == "-I" || word == "--head" ||
             word == "-XGET" || word == "--request=GET")
      reading = true;
    else if (word.starts_with("-X") || word.starts_with("--request=") ||
             word.starts_with("--method=") || word.starts_with("-d") ||
             word.starts_with("--data") || word.starts_with("-F") || word.starts_with("--form") ||
             word.starts_with("-T") || word.starts_with("--upload") || word.starts_with("--json") ||
             word.starts_with("--post") || word.starts_with("-K") ||
             word.starts_with("--config"))  // the last two: options from a file
      sending = true;
  }
  if (!sending || reading) return false;
  return std::ranges::none_of(arguments, [](const std::string& one) { return is_local(one); });
}

// find -exec, awk's system(): harmless programs that run others.
bool runs_commands(const std::vector<std::string>& arguments) {
  return std::ranges::any_of(arguments, [](const std::string& argument) {
    return argument.starts_with("-exec") || argument.starts_with("-ok") ||
           argument.find("system(") != std::string::npos;
  });
}

}  // namespace

bool is_az(std::string_view program) {
  return program == "az" || program == "az.cmd" || program.ends_with("/az");
}

bool may_change_azure(std::string_view program, const std::vector<std::string>& arguments) {
  if (program.find('/') != std::string_view::npos && !program.starts_with("/usr/bin/") &&
      !program.starts_with("/bin/"))
    return true;
  const std::string_view name = program.substr(program.rfind('/') + 1);
  if (name == "curl" || name == "wget") return sends(arguments);
  if (name == "find" || name == "awk") return runs_commands(arguments);
  if (std::ranges::find(harmless, name) != std::end(harmless)) return false;
  return !only_asks(name, arguments);
}

}  // namespace airtight::input::az
