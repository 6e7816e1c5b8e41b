package org.offhook.websocket;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.Randomness;
import org.offhook.net.PeerName;
import org.offhook.net.StreamConnection;
import org.offhook.net.TransportKind;
import org.offhook.net.WebSocketSettings;

/** The client's part of the opening handshake (RFC 6455 §4.1, RFC 7118 §4). */
final class ClientHandshake implements Handshake {

  private final WebSocketSettings settings;
  private final PeerName peer;
  private final String key;

  ClientHandshake(WebSocketSettings settings, PeerName peer, Randomness random) {
    this.settings = settings;
    this.peer = peer;
    var nonce = new byte[16];
    random.nextBytes(nonce);
    this.key = Base64.getEncoder().encodeToString(nonce);
  }

  @Override
  public byte[] begin(StreamConnection below) {
    var request = new StringBuilder(256);
    request.append("GET ").append(settings.path()).append(" HTTP/1.1\r\n");
    request.append("Host: ").append(host(below.tls() != null)).append("\r\n");
    request.append("Upgrade: websocket\r\nConnection: Upgrade\r\n");
    request.append("Sec-WebSocket-Key: ").append(key).append("\r\n");
    request.append("Sec-WebSocket-Protocol: ").append(SUBPROTOCOL).append("\r\n");
    request.append("Sec-WebSocket-Version: ").append(VERSION).append("\r\n");
    settings
        .headers()
        .forEach((name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
    return request.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  /** RFC 6455 §4.1 item 4: the port only where it is not the scheme's own. */
  private String host(boolean secure) {
    int port = peer.address().getPort();
    int usual = (secure ? TransportKind.WSS : TransportKind.WS).defaultPort();
    var domain = peer.domain();
    var host = domain.indexOf(':') >= 0 && !domain.startsWith("[") ? "[" + domain + "]" : domain;
    return port == usual ? host : host + ":" + port;
  }

  @Override
  public Verdict judge(HttpHead head) {
    var fault = fault(head);
    return fault == null ? new Verdict(new byte[0], null) : Verdict.refuse(fault);
  }

  private @Nullable String fault(HttpHead head) {
    var start = head.startParts();
    if (!start.getFirst().startsWith("HTTP/1.") || start.size() < 2) {
      return "the peer speaks neither HTTP nor WebSocket; its first line is "
          + HttpHead.quote(head.startLine());
    }
    if (!start.get(1).equals("101")) {
      return refused(head);
    }
    if (!head.lists("Upgrade", "websocket") || !head.lists("Connection", "Upgrade")) {
      return "the server's 101 does not upgrade to WebSocket";
    }
    if (!head.single("Sec-WebSocket-Accept").equals(Optional.of(Handshake.accept(key)))) {
      return "the server's Sec-WebSocket-Accept does not match: it is no WebSocket server";
    }
    if (!head.list("Sec-WebSocket-Protocol").equals(List.of(SUBPROTOCOL))) {
      return "the server does not speak SIP on path "
          + settings.path()
          + ": it did not choose the subprotocol 'sip'";
    }
    return head.list("Sec-WebSocket-Extensions").isEmpty()
        ? null
        : "the server uses a WebSocket extension that was not offered";
  }

  private String refused(HttpHead head) {
    var status = HttpHead.quote(head.startLine().substring("HTTP/1.x ".length()));
    var text = "the server refused WebSocket on path " + settings.path() + " with " + status;
    return head.single("Location")
        .map(place -> text + "; it points to " + HttpHead.quote(place))
        .orElse(text);
  }

  @Override
  public Verdict garbage(String reason) {
    return Verdict.refuse("no WebSocket server answered: " + reason);
  }
}
