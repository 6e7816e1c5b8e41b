package org.offhook.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.Endpoint;
import org.offhook.EndpointOptions;
import org.offhook.Listen;

/** The JDK's WebSocket client at an endpoint that listens on real sockets. */
@Timeout(60)
class JdkClientTest {

  /** Puts together what arrives. */
  private static final class Ear implements WebSocket.Listener {
    private final StringBuilder parts = new StringBuilder();
    private final CompletableFuture<String> message = new CompletableFuture<>();
    private final CompletableFuture<String> pong = new CompletableFuture<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      parts.append(data);
      if (last) {
        message.complete(parts.toString());
      }
      return WebSocket.Listener.super.onText(socket, data, last);
    }

    @Override
    public CompletionStage<?> onPong(WebSocket socket, ByteBuffer payload) {
      pong.complete(Integer.toString(payload.remaining()));
      return WebSocket.Listener.super.onPong(socket, payload);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      closed.complete(code);
      return WebSocket.Listener.super.onClose(socket, code, reason);
    }
  }

  private static Endpoint listening(String host) throws InterruptedException {
    return Endpoint.start(
        EndpointOptions.builder().listen(Listen.ws(host, 0)).aor("sip:bob@example.com").build());
  }

  private static CompletableFuture<WebSocket> connect(
      HttpClient client, Endpoint to, String host, String protocol, Ear ear) {
    int port = to.listening().getFirst().address().getPort();
    return client
        .newWebSocketBuilder()
        .subprotocols(protocol)
        .buildAsync(URI.create("ws://" + host + ":" + port + "/"), ear);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "[::1]"})
  void talksInFragmentsPingsAndCloses(String host) throws Exception {
    var ear = new Ear();
    try (var bob = listening(host);
        var client = HttpClient.newHttpClient()) {
      var socket = connect(client, bob, host, "sip", ear).get(30, TimeUnit.SECONDS);
      assertThat(socket.getSubprotocol()).isEqualTo("sip");
      var request =
          """
          OPTIONS sip:bob@example.com SIP/2.0
          Via: SIP/2.0/WS x.invalid;branch=z9hG4bK1
          From: <sip:a@example.com>;tag=1
          To: <sip:bob@example.com>
          Call-ID: 1
          CSeq: 1 OPTIONS
          Max-Forwards: 70
          Subject: \u00e4\u20ac

          """
              .replace("\n", "\r\n");
      int half = request.length() / 2;
      socket.sendText(request.substring(0, half), false).get(30, TimeUnit.SECONDS);
      socket.sendPing(ByteBuffer.wrap(new byte[3])).get(30, TimeUnit.SECONDS);
      socket.sendText(request.substring(half), true).get(30, TimeUnit.SECONDS);
      assertThat(ear.pong.get(30, TimeUnit.SECONDS)).isEqualTo("3");
      assertThat(ear.message.get(30, TimeUnit.SECONDS)).startsWith("SIP/2.0 200 OK\r\n");
      socket.sendClose(4000, "enough").get(30, TimeUnit.SECONDS);
      assertThat(ear.closed.get(30, TimeUnit.SECONDS)).isEqualTo(4000);
    }
  }

  @Test
  void isRefusedForAnotherSubprotocol() throws Exception {
    try (var bob = listening("127.0.0.1");
        var client = HttpClient.newHttpClient()) {
      var refused = connect(client, bob, "127.0.0.1", "chat", new Ear());
      assertThatThrownBy(() -> refused.get(30, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasStackTraceContaining("400");
    }
  }
}
