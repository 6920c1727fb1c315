/** What the command can be asked for, in 80 columns. */
export const usage = `Usage: rx-context-sync demo [--dir PATH] [--web]
       rx-context-sync emulator [--port N] [--data PATH] [OPTION]...
       rx-context-sync emulator env [--port N] [--data PATH] [--shell NAME]
       rx-context-sync record --endpoint URL --file FILE [--port N]
       rx-context-sync replay --file FILE [--port N]

  demo          syncs the files of a folder through the embedded emulator, live
  emulator      runs a local AGB and AgentBay: stdout has what clients need in
                their environment, stderr each request and each task that ended
  emulator env  prints that environment of the emulator that runs:
                eval "$(rx-context-sync emulator env)"
  record        sends requests on to a service, and records what passes, without
                keys
  replay        answers what was recorded, without the service

Options of demo:
  --dir PATH           the folder to sync, which is only read (by default the
                       sources of this project)
  --web                show it in a page, again and again, until Ctrl-C

Options of emulator:
  --port N             the port to listen on (by default a free one)
  --tls                speak https too, with a certificate of its own
  --tls-port N         the port for it (by default a free one)
  --host HOST          the address to listen at (by default 127.0.0.1; 0.0.0.0
                       for other machines, too)
  --control-token KEY  what programs of other machines need for /_emulator/ (by
                       default RX_CONTEXT_SYNC_EMULATOR_TOKEN of the
                       environment; without it they may not)
  --data PATH          the folder to keep everything in (by default one that is
                       removed at the end)
  --import FILE        begin with what an emulator exported, in place of what
                       --data has
  --seed FOLDER        make a context of each folder in it, for each key
  --key KEY            an API key that is known; others are refused (by default
                       every key is known)
  --origin URL         web pages from there may use it, for example
                       http://localhost:5173 (by default none may)
  --trouble NAME       flaky-network, throttled or slow-service
  --allow-shell        let the tool "shell" of sessions run commands on THIS
                       machine, with your rights; nothing keeps them in the
                       folder of their session
  --no-console         no page to look at it (its address is among the first
                       lines; with --quiet there is none)
  --task-delay MS      how long a task waits before it runs (by default 0)
  --file-delay MS      how long a task waits after each file (by default 0)
  --clock TIME         let it be this time all along, for example
                       2026-01-01T00:00:00Z (by default the system's)
  --id-seed N          give the same ids in each run for the same calls; nothing
                       of it is secret then (by default others each time)
  --dotenv FILE        a dotenv file to keep the environment in, while it runs
  --log FORMAT         text (by default), or json: an object a line
  --quiet              say nothing but the environment, and what went wrong
  --key, --origin and --trouble can be given more than once.

Options of emulator env:
  --port N, --data PATH
                       of which emulator, where several run
  --shell NAME         bash (by default; for sh and zsh, too), fish or dotenv
  --wait SECONDS       how long it may take to start (by default 0)

Options of record and replay:
  --endpoint URL       the service that is recorded
  --file FILE          the recording: an HTTP archive (HAR)
  --port N             the port to listen on (by default a free one)

  --help, -h           show this text
  --version            show the version

Exit codes of demo: 0 all files match, 1 they do not. Of both: 1 whatever else
went wrong, 2 wrong use or a folder that cannot be read or kept, 129 and more
what stopped it: 130 Ctrl-C, 141 nobody reads its output.`;

// Not --env-file: some Nodes (20) take that for their own, wherever it stands.
