package org.offhook.websocket;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.net.StreamConnection;
import org.offhook.net.WebSocketSettings;

/** The server's part of the opening handshake (RFC 6455 §4.2, RFC 7118 §4). */
final class ServerHandshake implements Handshake {

  /**
   * An answer that is no 101.
   *
   * @param status with its reason phrase
   * @param extra a header row with its line end, or nothing
   */
  private record Refusal(String status, String extra, String reason) {}

  private final WebSocketSettings settings;

  ServerHandshake(WebSocketSettings settings) {
    this.settings = settings;
  }

  @Override
  public byte[] begin(StreamConnection below) {
    return new byte[0];
  }

  @Override
  public Verdict judge(HttpHead head) {
    var refusal = requestFault(head);
    if (refusal == null) {
      refusal = upgradeFault(head);
    }
    return refusal != null ? refuse(refusal) : accepted(head);
  }

  private @Nullable Refusal requestFault(HttpHead head) {
    var start = head.startParts();
    if (start.size() < 3 || !start.get(2).startsWith("HTTP/")) {
      return bad("this port takes SIP over WebSocket only (RFC 7118), not plain SIP");
    }
    if (!start.get(2).startsWith("HTTP/1.") || start.get(2).equals("HTTP/1.0")) {
      return new Refusal("505 HTTP Version Not Supported", "", "HTTP/1.1 is needed");
    }
    if (!start.getFirst().equals("GET")) {
      return new Refusal("405 Method Not Allowed", "Allow: GET\r\n", "the method is not GET");
    }
    if (head.single("Host").isEmpty()) {
      return bad("there is not one Host header field");
    }
    return isOwnPath(start.get(1))
        ? null
        : new Refusal("404 Not Found", "", "SIP is at path " + settings.path());
  }

  /** The target is a path, with or without query; absolute form is allowed (RFC 9112 §3.2.2). */
  private boolean isOwnPath(String target) {
    var path = target.replaceFirst("^(?i)(http|https|ws|wss)://[^/?]*", "");
    int query = path.indexOf('?');
    path = query >= 0 ? path.substring(0, query) : path;
    return (path.isEmpty() ? "/" : path).equals(settings.path());
  }

  private @Nullable Refusal upgradeFault(HttpHead head) {
    if (!head.lists("Upgrade", "websocket") || !head.lists("Connection", "Upgrade")) {
      return upgrade("this port takes SIP over WebSocket only (RFC 7118)");
    }
    if (!head.list("Sec-WebSocket-Version").equals(List.of(VERSION))) {
      return upgrade("WebSocket version 13 is needed");
    }
    if (!isKey(head.single("Sec-WebSocket-Key").orElse(""))) {
      return bad("Sec-WebSocket-Key is missing or malformed");
    }
    if (!head.list("Sec-WebSocket-Protocol").contains(SUBPROTOCOL)) {
      return bad("the subprotocol 'sip' is not among those offered (RFC 7118 section 4)");
    }
    var origin = head.single("Origin");
    return origin.isEmpty() || settings.origins().test(origin.get())
        ? null
        : new Refusal("403 Forbidden", "", "pages of this origin may not connect");
  }

  private static boolean isKey(String key) {
    try {
      return Base64.getDecoder().decode(key).length == 16;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Refusal bad(String reason) {
    return new Refusal("400 Bad Request", "", reason);
  }

  private static Refusal upgrade(String reason) {
    return new Refusal("426 Upgrade Required", "Upgrade: websocket\r\n", reason);
  }

  private static Verdict refuse(Refusal refusal) {
    var body = refusal.reason() + "\r\n";
    var response =
        "HTTP/1.1 "
            + refusal.status()
            + "\r\n"
            + refusal.extra()
            + "Sec-WebSocket-Version: "
            + VERSION
            + "\r\nConnection: "
            + (refusal.extra().startsWith("Upgrade") ? "Upgrade, close" : "close")
            + "\r\nContent-Type: text/plain\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    return new Verdict(
        response.getBytes(StandardCharsets.US_ASCII),
        "WebSocket handshake refused with " + refusal.status() + ": " + refusal.reason());
  }

  private static Verdict accepted(HttpHead head) {
    var response =
        "HTTP/1.1 101 Switching Protocols\r\n"
            + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
            + Handshake.accept(head.single("Sec-WebSocket-Key").orElse(""))
            + "\r\nSec-WebSocket-Protocol: "
            + SUBPROTOCOL
            + "\r\n\r\n";
    return new Verdict(response.getBytes(StandardCharsets.US_ASCII), null);
  }

  @Override
  public Verdict garbage(String reason) {
    return refuse(bad(reason));
  }
}
