package iommu.board;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** One client of the machine protocol: a greeting, then {@code qmp_capabilities}, then the few commands that tests use. */
final class QmpSession {

    private static final String GREETING = """
            {"QMP": {"version": {"qemu": {"micro": 0, "minor": 0, "major": 1}, "package": "IOMMU Workshop"}, \
            "capabilities": []}}""";
    private static final String MACHINES = """
            [{"name": "q35", "cpu-max": 1, "hotpluggable-cpus": false, "numa-mem-supported": false, "deprecated": false}, \
            {"name": "none", "cpu-max": 1, "hotpluggable-cpus": false, "numa-mem-supported": false, "deprecated": false}]""";

    private final JsonObjects in;
    private final OutputStream out;
    private final Board board;
    private boolean negotiated;

    QmpSession(InputStream in, OutputStream out, Board board) {
        this.in = new JsonObjects(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
        this.out = out;
        this.board = board;
    }

    /** Serves until the client is gone. @return whether it asked to quit @throws IOException if the connection breaks */
    boolean serve() throws IOException {
        send(GREETING);
        while (true) {
            try {
                Optional<Map<String, String>> request = in.next();
                if (request.isEmpty()) {
                    return false;
                }
                String command = request.get().getOrDefault("execute", "");
                reply(request.get(), command);
                if (negotiated && command.equals("\"quit\"")) {
                    return true;
                }
            } catch (JsonObjects.MalformedException e) {
                send(error("GenericError", e.getMessage()));
            }
        }
    }

    private void reply(Map<String, String> request, String command) throws IOException {
        String answer = command.isEmpty() ? error("GenericError", "the request lacks 'execute'") : answer(command);
        String id = request.containsKey("id") ? ", \"id\": " + request.get("id") : "";
        send(answer.substring(0, answer.length() - 1) + id + "}");
    }

    /** @param command in quotes */
    private String answer(String command) throws IOException {
        if (command.equals("\"qmp_capabilities\"")) {
            negotiated = true;
            return returned("{}");
        }
        if (!negotiated) {
            return error("CommandNotFound", "Expecting capabilities negotiation with 'qmp_capabilities'");
        }
        return switch (command) {
            case "\"query-machines\"" -> returned(MACHINES);
            case "\"system_reset\"" -> {
                synchronized (board) {
                    board.reset();
                }
                event("RESET", "host-qmp-system-reset");
                yield returned("{}");
            }
            case "\"quit\"" -> {
                event("SHUTDOWN", "host-qmp-quit");
                yield returned("{}");
            }
            default -> error("CommandNotFound", "The command " + command.replace("\"", "") + " has not been found");
        };
    }

    private void event(String name, String reason) throws IOException {
        Instant now = Instant.now();
        send("{\"timestamp\": {\"seconds\": " + now.getEpochSecond() + ", \"microseconds\": " + now.getNano() / 1000
                + "}, \"event\": \"" + name + "\", \"data\": {\"guest\": false, \"reason\": \"" + reason + "\"}}");
    }

    private static String returned(String value) {
        return "{\"return\": " + value + "}";
    }

    private static String error(String kind, String description) {
        return "{\"error\": {\"class\": \"" + kind + "\", \"desc\": \"" + escape(description) + "\"}}";
    }

    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        for (char c : text.toCharArray()) {
            escaped.append(c == '"' || c == '\\' ? "\\" + c : c < ' ' ? " " : String.valueOf(c));
        }
        return escaped.toString();
    }

    private void send(String json) throws IOException {
        out.write((json + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
