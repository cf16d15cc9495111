import Foundation
import Testing

extension CommandTests {
    /// Nodes as services: what the manager that starts them is told, and the sockets that it passes.
    struct ServiceTests {
        /// Runs a coordinator as a manager would that listens on a datagram socket, asks to be fed every 800 ms, and has
        /// opened the socket of the edges; prints what it hears until the coordinator has ended, and where that listens.
        private func supervised(_ flags: String, host: String = "127.0.0.1") async throws -> Program {
            try await Program.shell(
                #"""
                python3 - "$FOVEA" \#(host) \#(flags) <<'MANAGER'
                import os, signal, socket, subprocess, sys, tempfile, time
                folder = tempfile.TemporaryDirectory()
                ear = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
                ear.bind(folder.name + "/notify")
                ear.settimeout(0.2)
                door = socket.create_server((sys.argv[2], 0))
                def become():
                    os.dup2(door.fileno(), 3)
                    os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1", LISTEN_FDNAMES="edges",
                                      NOTIFY_SOCKET=folder.name + "/notify", WATCHDOG_USEC="800000")
                    os.execv(sys.argv[1], [sys.argv[1], "coordinator", "--workers", "tcp://127.0.0.1:*", *sys.argv[3:]])
                read, write = os.pipe()
                child = os.fork()
                if child == 0:
                    os.dup2(write, 1)
                    become()
                os.close(write)
                heard, end = [], time.monotonic() + 30
                def listen(word, times=1):
                    while heard.count(word) < times:
                        try: heard.extend(ear.recv(4096).decode().split("\n"))
                        except TimeoutError:
                            # Only when nothing is left to hear may its end be looked at.
                            if os.waitpid(child, os.WNOHANG)[0] or time.monotonic() > end: sys.exit(f"no {word}")
                try:
                    listen("WATCHDOG=1", 4)
                    socket.create_connection(door.getsockname(), timeout=5).close()
                    os.kill(child, signal.SIGTERM)
                    listen("STOPPING=1")
                    status = os.waitpid(child, 0)[1]
                    print(heard[0]); print(next(l for l in heard if l.startswith("STATUS")))
                    print(heard[-1]); print(f"exit {status}")
                    print(os.read(read, 4096).decode().replace(str(door.getsockname()[1]), "PORT"))
                finally:
                    try: os.kill(child, signal.SIGKILL)
                    except ProcessLookupError: pass
                MANAGER
                """#)
        }

        @Test func theManagerHearsOfReadinessLifeAndTheEndAndItsSocketServes() async throws {
            let run = try await supervised("")
            #expect(run.status == 0, "\(run.errors)")
            #expect(
                run.lines.prefix(4) == ["READY=1", "STATUS=not ready: no worker is ready", "STOPPING=1", "exit 0"])
            #expect(run.output.contains("edges on tcp://127.0.0.1:PORT"))
        }

        @Test func aPassedSocketThatOthersCanReachNeedsKeysAsWell() async throws {
            let run = try await supervised("", host: "0.0.0.0")
            #expect(run.status != 0)
            #expect(run.errors.contains("connections off this machine are encrypted"), "\(run.errors)")
        }
    }
}
