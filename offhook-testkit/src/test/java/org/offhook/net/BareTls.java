package org.offhook.net;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A client that uses the JDK's engine by hand, to do what {@link TlsConnection} never does. */
final class BareTls {

  private final TlsBench bench;
  private final TlsBench.End end;
  private final SSLEngine engine;
  private final StringBuilder text = new StringBuilder();

  BareTls(TlsBench bench, String protocol) throws Exception {
    this.bench = bench;
    var context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Credulous()}, null);
    engine = context.createSSLEngine("example.com", 5061);
    engine.setUseClientMode(true);
    engine.setEnabledProtocols(new String[] {protocol});
    end = bench.plain();
  }

  SSLEngine engine() {
    return engine;
  }

  TlsBench.End end() {
    return end;
  }

  void shake() throws Exception {
    engine.beginHandshake();
    for (int i = 0; i < 10 && engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING; i++) {
      flush();
      read();
    }
  }

  void write(String ascii) throws Exception {
    var out = ByteBuffer.allocate(20_000);
    engine.wrap(ByteBuffer.wrap(ascii.getBytes(StandardCharsets.US_ASCII)), out);
    send(out);
  }

  void flush() throws Exception {
    tasks();
    var out = ByteBuffer.allocate(40_000);
    while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
      engine.wrap(ByteBuffer.allocate(0), out);
    }
    send(out);
  }

  private void send(ByteBuffer out) {
    var bytes = new byte[out.flip().remaining()];
    out.get(bytes);
    bench.write(bench.client, end, bytes);
  }

  /** All that has been received so far. */
  String read() throws Exception {
    var in = ByteBuffer.wrap(end.bytes.toByteArray());
    end.bytes.reset();
    var plain = ByteBuffer.allocate(40_000);
    while (in.hasRemaining() && engine.unwrap(in, plain).bytesConsumed() > 0) {
      tasks();
    }
    var rest = new byte[in.remaining()];
    in.get(rest);
    end.bytes.writeBytes(rest);
    text.append(StandardCharsets.US_ASCII.decode(plain.flip()));
    return text.toString();
  }

  private void tasks() {
    for (var task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
      task.run();
    }
  }

  private static final class Credulous implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
