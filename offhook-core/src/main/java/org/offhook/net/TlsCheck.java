package org.offhook.net;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The checks of one handshake: chain, validity, usage, identity and pins of the peer's certificate
 * (RFC 5922 §7.3, §7.4, RFC 5924 §4). Runs where the engine's tasks run; one thread at a time.
 */
final class TlsCheck {

  private static final String ANY_USE = "2.5.29.37.0";
  private static final String SIP_DOMAIN = "1.3.6.1.5.5.7.3.20";
  private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
  private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
  private static final int DIGITAL_SIGNATURE = 0;
  private static final int KEY_ENCIPHERMENT = 2;

  /** Which handshake's tasks this thread runs: the JDK's engine does not hand it on. */
  private static final ThreadLocal<TlsCheck> RUNNING = new ThreadLocal<>();

  private final TlsSettings settings;
  private final TrustPath trust;
  private final Set<PublicKeyPin> pins;
  private final @Nullable String domain;
  private final Instant now;
  private boolean done;

  /**
   * Checks to come.
   *
   * @param domain whom a server must be; null: the peer is a client
   */
  TlsCheck(TlsContext context, @Nullable String domain, Instant now) {
    this.settings = context.settings();
    this.trust = context.trust();
    this.pins = context.pins();
    this.domain = domain;
    this.now = now;
  }

  /** Runs a task of the engine, which may ask for the checks. */
  void during(Runnable task) {
    RUNNING.set(this);
    try {
      task.run();
    } finally {
      RUNNING.remove();
    }
  }

  /** Whether they were made: not if a session is resumed. */
  boolean isDone() {
    return done;
  }

  /** Makes all checks; throws the first fault. */
  void verify(List<X509Certificate> chain, String authType) throws CertificateException {
    done = true;
    String fault = null;
    if (chain.isEmpty()) {
      throw new CertificateFault("the peer shows no certificate");
    }
    try {
      if (settings.demands().verify()) {
        trust.check(chain, authType, domain != null, now);
        checkUse(chain.getFirst(), authType);
      }
      if (domain != null) {
        checkServer(chain.getFirst(), domain);
      }
    } catch (CertificateException | RuntimeException e) {
      fault = e.getMessage() == null ? e.toString() : e.getMessage();
    }
    var decision = settings.decision();
    if (decision != null) {
      fault = decided(decision, chain, fault);
    }
    if (fault != null) {
      throw new CertificateFault(fault);
    }
  }

  private @Nullable String decided(
      TrustDecision decision, List<X509Certificate> chain, @Nullable String fault) {
    try {
      return decision
          .objection(
              new TrustDecision.Peer(domain != null, domain == null ? "" : domain, chain, fault))
          .orElse(null);
    } catch (RuntimeException e) {
      return "the application's own check failed: " + e;
    }
  }

  private void checkServer(X509Certificate own, String expected) throws CertificateFault {
    var demands = settings.demands();
    if (demands.verify()) {
      var names = new CertificateNames(own);
      if (!names.isFor(expected, demands.wildcards(), demands.commonName())) {
        throw new CertificateFault(
            "wrong name: expected " + expected + ", the certificate is for " + names.shown());
      }
    }
    if (!pins.isEmpty() && !pins.contains(PublicKeyPin.of(own))) {
      throw new CertificateFault(
          "pin mismatch: the server's key is "
              + PublicKeyPin.of(own)
              + ", which is none of those that are pinned");
    }
  }

  private void checkUse(X509Certificate own, String authType) throws CertificateFault {
    boolean[] use = own.getKeyUsage();
    boolean keyTransport = authType.equals("RSA");
    if (use != null && !use[DIGITAL_SIGNATURE] && !(keyTransport && use[KEY_ENCIPHERMENT])) {
      throw new CertificateFault(
          "wrong use: the key usage of " + TrustPath.name(own) + " has no digitalSignature");
    }
    try {
      List<String> extended = own.getExtendedKeyUsage();
      if (extended != null && extended.stream().noneMatch(this::fits)) {
        throw new CertificateFault(
            "wrong use: "
                + TrustPath.name(own)
                + " is not for a "
                + (domain == null ? "client" : "server")
                + ": its extended key usage is "
                + named(extended));
      }
    } catch (CertificateParsingException e) {
      throw new CertificateFault("the extended key usage cannot be read: " + e.getMessage());
    }
  }

  private boolean fits(String use) {
    return switch (use) {
      case ANY_USE, SIP_DOMAIN -> true;
      case SERVER_AUTH, CLIENT_AUTH ->
          switch (settings.demands().use()) {
            case SIP_ONLY -> false;
            case ANY_TLS_ROLE -> true;
            case TLS_ROLE -> use.equals(domain == null ? CLIENT_AUTH : SERVER_AUTH);
          };
      default -> false;
    };
  }

  private static String named(List<String> uses) {
    var names =
        uses.stream()
            .map(
                use ->
                    switch (use) {
                      case SERVER_AUTH -> "serverAuth";
                      case CLIENT_AUTH -> "clientAuth";
                      default -> use;
                    })
            .toList();
    return String.join(", ", names);
  }

  /** Hands the JDK's questions on to the checks of the handshake that this thread works for. */
  static final class Manager extends X509ExtendedTrustManager {

    private final TrustPath trust;

    Manager(TrustPath trust) {
      this.trust = trust;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
        throws CertificateException {
      check(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
        throws CertificateException {
      check(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
        throws CertificateException {
      check(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
        throws CertificateException {
      check(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      check(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      check(chain, authType);
    }

    private static void check(X509Certificate[] chain, String authType)
        throws CertificateException {
      TlsCheck running = RUNNING.get();
      if (running == null) {
        throw new CertificateFault("no handshake is under way on this thread");
      }
      running.verify(List.of(chain), authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return trust.issuers();
    }
  }
}
