package org.offhook.net;

import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * One session of TLS or DTLS: the JDK's engine, and the checks of the peer. Used by one thread at a
 * time: the loop, but while tasks run on the pool the loop leaves it alone.
 */
final class TlsSession {

  private final SSLEngine engine;
  private final TlsCheck check;
  private final TlsSettings settings;
  private @Nullable String refusal;

  TlsSession(SSLEngine engine, TlsCheck check, TlsSettings settings) {
    this.engine = engine;
    this.check = check;
    this.settings = settings;
  }

  SSLEngine engine() {
    return engine;
  }

  /** Runs what the engine has to do before it can go on. On the pool. */
  void runTasks() {
    check.during(
        () -> {
          for (Runnable task = engine.getDelegatedTask();
              task != null;
              task = engine.getDelegatedTask()) {
            task.run();
          }
        });
  }

  /** Whether the peer of a resumed session has still to be checked: {@link #checkAgain}. */
  boolean needsCheck() {
    return !check.isDone() && !chain().isEmpty();
  }

  /** Checks the peer of a resumed session, whose certificate is that of the first one. */
  void checkAgain() {
    try {
      check.verify(chain(), "UNKNOWN");
    } catch (CertificateException e) {
      refusal = e.getMessage();
      engine.getSession().invalidate();
    }
  }

  /** Why {@link #checkAgain} found the peer wanting; null: it did not. */
  @Nullable String refusal() {
    return refusal;
  }

  /** Whether it wants to negotiate again in the midst of TLS 1.2, which RFC 9325 §3.5 forbids. */
  boolean isRenegotiating() {
    var status = engine.getHandshakeStatus();
    return status == HandshakeStatus.NEED_TASK
        || (status != HandshakeStatus.NOT_HANDSHAKING
            && engine.getSession().getProtocol().endsWith("v1.2"));
  }

  /** What the handshake established. */
  TlsPeer peer() {
    var session = engine.getSession();
    var chain = chain();
    boolean verified = !chain.isEmpty() && settings.demands().verify();
    var names = verified ? new CertificateNames(chain.getFirst()) : null;
    return new TlsPeer(
        session.getProtocol(),
        session.getCipherSuite(),
        chain,
        names == null ? Set.of() : names.domains(settings.demands().commonName()),
        names == null ? Set.of() : names.users(),
        verified);
  }

  private List<X509Certificate> chain() {
    var chain = new ArrayList<X509Certificate>();
    try {
      for (Certificate certificate : engine.getSession().getPeerCertificates()) {
        if (certificate instanceof X509Certificate known) {
          chain.add(known);
        }
      }
    } catch (SSLPeerUnverifiedException e) {
      return List.of();
    }
    return chain;
  }

  /** What went wrong, in words for people, from what the engine threw. */
  String reason(Throwable failure) {
    String fault = CertificateFault.in(failure);
    if (fault != null) {
      return fault;
    }
    String text = String.valueOf(failure.getMessage());
    String lower = text.toLowerCase(Locale.ROOT);
    int alert = lower.indexOf("alert: ");
    return alert >= 0 ? alert(lower.substring(alert + 7)) : own(text, lower);
  }

  /** What the peer's alert means (RFC 8446 §6.2). */
  private static String alert(String name) {
    return switch (name) {
      case "handshake_failure", "insufficient_security" ->
          "the peer finds no cipher suite or certificate in common (" + name + ")";
      case "protocol_version" -> "the peer speaks no version in common (" + name + ")";
      case "certificate_required" ->
          "the peer demands a client certificate (" + name + "): set one";
      case "bad_certificate",
          "certificate_unknown",
          "unknown_ca",
          "certificate_expired",
          "certificate_revoked",
          "unsupported_certificate",
          "access_denied" ->
          "the peer refuses this side's certificate (" + name + ")";
      case "unrecognized_name" -> "the peer does not know the name it was called by (" + name + ")";
      default -> "the peer gave up (" + name + ")";
    };
  }

  private static String own(String text, String lower) {
    if (lower.contains("no cipher suites in common")) {
      return "the peer offers no cipher suite that is allowed here, or there is no certificate for"
          + " one";
    }
    if (lower.contains("client requested protocol") || lower.contains("protocol version")) {
      return "the peer speaks no version that is allowed here (" + text + ")";
    }
    if (lower.contains("empty client certificate chain")
        || lower.contains("empty certificate chain")) {
      return "the peer shows no certificate, which is demanded";
    }
    return text;
  }
}
