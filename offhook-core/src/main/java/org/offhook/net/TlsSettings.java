package org.offhook.net;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How TLS and DTLS are spoken (RFC 3261 §26.2, RFC 5922, RFC 9325): whom to believe, what to show,
 * which versions and cipher suites. One object may serve several endpoints. Any thread.
 *
 * <p>By default the peer's certificate must come from an authority of the JDK's list, be valid now,
 * and be for the domain of the URI that was called, before any look-up in DNS; TLS 1.3 is preferred
 * and TLS 1.2 accepted, with suites that have forward secrecy and authenticated encryption (RFC
 * 9325 §4.2). A fault closes the connection before any SIP passes; its reason names the fault.
 *
 * <pre>{@code
 * var tls = TlsSettings.builder()
 *     .trust(TlsTrust.pem(Path.of("ca.pem")))                          // default: the JDK's list
 *     .certificate(TlsIdentity.pem(Path.of("phone.pem"), Path.of("phone.key")))
 *     .clientCertificates(ClientCertificates.NEED)                     // mutual TLS when listening
 *     .build();
 * var options = EndpointOptions.builder()
 *     .listen(Listen.tls("0.0.0.0", 5061))
 *     .tls(tls)
 *     .build();
 * }</pre>
 *
 * <p>Files are read when the endpoint starts, where a fault is a {@link TlsException}. They are
 * looked at again for each new connection, off the loop: changed ones count from then on, and if
 * they cannot be used the last good ones stay, with a warning in the log. Connections that are open
 * stay as they are.
 */
public final class TlsSettings {

  private static final TlsSettings DEFAULTS = builder().build();

  /**
   * What is demanded of names and certificates.
   *
   * @param verify false: of nothing but pins
   */
  record Demands(
      boolean verify,
      boolean wildcards,
      boolean commonName,
      CertificateUse use,
      ClientCertificates clients) {}

  /**
   * Limits of handshakes.
   *
   * @param total that peers began and have not ended
   * @param perAddress of them, from one address
   */
  record HandshakeLimits(Duration time, int total, int perAddress) {}

  private final List<TlsTrust> trust;
  private final Map<String, TlsIdentity> clientIdentities;
  private final List<TlsIdentity> serverIdentities;
  private final TlsVersion minimum;
  private final List<String> cipherSuites;
  private final Set<PublicKeyPin> pins;
  private final List<Path> pinFiles;
  private final Demands demands;
  private final HandshakeLimits limits;
  private final @Nullable TrustDecision decision;
  private volatile @Nullable TlsContext loaded;

  private TlsSettings(Builder from) {
    trust = from.trust.isEmpty() ? List.of(TlsTrust.system()) : List.copyOf(from.trust);
    clientIdentities = Map.copyOf(from.clientIdentities);
    serverIdentities = List.copyOf(from.serverIdentities);
    minimum = from.minimum;
    cipherSuites = List.copyOf(from.cipherSuites);
    pins = Set.copyOf(from.pins);
    pinFiles = List.copyOf(from.pinFiles);
    demands = from.demands;
    limits = from.limits;
    decision = from.decision;
  }

  /** All defaults: connects to servers, cannot listen. */
  public static TlsSettings defaults() {
    return DEFAULTS;
  }

  /** Starts with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Whether there is a certificate to listen with. */
  public boolean canListen() {
    return !serverIdentities.isEmpty();
  }

  /** How long a handshake may take. */
  public Duration handshakeTimeout() {
    return limits.time();
  }

  /**
   * Reads all files now, and uses them for the connections of all endpoints with these settings
   * from now on. Not needed for files that change: see above. Blocks; not for the loop.
   *
   * @throws TlsException if they cannot be used; nothing changes then
   */
  public void reload() {
    loaded = TlsContext.load(this);
  }

  /**
   * Reads all files unless they have been read: what an endpoint does when it starts. Blocks; not
   * for the loop.
   *
   * @throws TlsException if they cannot be used
   */
  public void load() {
    if (loaded == null) {
      reload();
    }
  }

  /** What was read, anew if files have changed. Blocks; throws {@link TlsException}. */
  TlsContext context() {
    var present = loaded;
    if (present == null) {
      present = TlsContext.load(this);
      loaded = present;
      return present;
    }
    var fresh = present.refreshed();
    if (fresh != present) {
      loaded = fresh;
    }
    return fresh;
  }

  List<TlsTrust> trust() {
    return trust;
  }

  /** By domain; that of the empty one is for all others. */
  Map<String, TlsIdentity> clientIdentities() {
    return clientIdentities;
  }

  List<TlsIdentity> serverIdentities() {
    return serverIdentities;
  }

  TlsVersion minimum() {
    return minimum;
  }

  /** Empty: the default ones. */
  List<String> cipherSuites() {
    return cipherSuites;
  }

  Set<PublicKeyPin> pins() {
    return pins;
  }

  List<Path> pinFiles() {
    return pinFiles;
  }

  Demands demands() {
    return demands;
  }

  HandshakeLimits limits() {
    return limits;
  }

  @Nullable TrustDecision decision() {
    return decision;
  }

  /** What is trusted and shown; no secrets. */
  @Override
  public String toString() {
    return "TlsSettings["
        + (demands.verify() ? trust : "nothing is verified")
        + ", shows "
        + serverIdentities
        + "]";
  }

  /** Collects {@link TlsSettings}. Not for several threads. */
  public static final class Builder {

    private static final Set<String> NEVER =
        Set.of("NULL", "anon", "EXPORT", "RC4", "DES", "DES40");

    private final List<TlsTrust> trust = new ArrayList<>();
    private final Map<String, TlsIdentity> clientIdentities = new HashMap<>();
    private final List<TlsIdentity> serverIdentities = new ArrayList<>();
    private final List<String> cipherSuites = new ArrayList<>();
    private final Set<PublicKeyPin> pins = new HashSet<>();
    private final List<Path> pinFiles = new ArrayList<>();
    private TlsVersion minimum = TlsVersion.TLS_1_2;
    private Demands demands =
        new Demands(true, false, false, CertificateUse.TLS_ROLE, ClientCertificates.NONE);
    private HandshakeLimits limits = new HandshakeLimits(Duration.ofSeconds(10), 1000, 250);
    private @Nullable TrustDecision decision;

    private Builder() {}

    /**
     * Believes these authorities, and no others; several calls add up. Default {@link
     * TlsTrust#system()}.
     */
    public Builder trust(TlsTrust authorities) {
      trust.add(authorities);
      return this;
    }

    /** Shows this in both roles: where it listens, and to servers that ask for a certificate. */
    public Builder certificate(TlsIdentity identity) {
      return clientCertificate(identity).serverCertificate(identity);
    }

    /** Shows this to servers that ask for a certificate. Default none. */
    public Builder clientCertificate(TlsIdentity identity) {
      clientIdentities.put("", identity);
      return this;
    }

    /**
     * Shows this to the servers of one domain, as the account there needs it.
     *
     * @param domain as in the URIs that are called or registered at
     */
    public Builder clientCertificate(String domain, TlsIdentity identity) {
      clientIdentities.put(CertificateNames.plain(domain), identity);
      return this;
    }

    /**
     * Shows this where it listens; needed to listen. Of several the one is shown whose certificate
     * is for the name that the client asks for (SNI, RFC 6066 §3), else the first whose kind of key
     * the client takes.
     */
    public Builder serverCertificate(TlsIdentity identity) {
      serverIdentities.add(identity);
      return this;
    }

    /** Refuses older versions. Default {@link TlsVersion#TLS_1_2}. */
    public Builder minimum(TlsVersion version) {
      minimum = version;
      return this;
    }

    /**
     * Offers and takes these, the preferred first; default, and if none is named: those of TLS 1.3,
     * and of TLS 1.2 those with ECDHE and AES-GCM or ChaCha20 (RFC 9325 §4.2). For DTLS those of
     * TLS 1.3 are left out.
     *
     * @param standardNames such as {@code TLS_AES_256_GCM_SHA384}, {@code
     *     TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA}
     * @throws IllegalArgumentException for suites without encryption or authentication, and those
     *     with RC4, DES or of export strength
     */
    public Builder cipherSuites(String... standardNames) {
      cipherSuites.clear();
      for (String name : standardNames) {
        for (String part : name.split("_", -1)) {
          if (NEVER.contains(part)) {
            throw new IllegalArgumentException(
                name + " protects nothing: name another cipher suite (RFC 9325 section 4.1)");
          }
        }
        cipherSuites.add(name.toUpperCase(Locale.ROOT));
      }
      return this;
    }

    /**
     * Demands that servers which this side connects to have this key, or one of those of other
     * calls. Checked even with {@link #insecure()}.
     *
     * @param sha256 of the SubjectPublicKeyInfo, in base64 or hex
     * @throws IllegalArgumentException if it is not 32 bytes
     */
    public Builder pin(String sha256) {
      pins.add(PublicKeyPin.parse(sha256));
      return this;
    }

    /** As {@link #pin(String)}: a file with the key (SubjectPublicKeyInfo, DER or PEM). */
    public Builder pin(Path publicKey) {
      pinFiles.add(publicKey);
      return this;
    }

    /** As {@link #pin(String)}: the key of this certificate. */
    public Builder pin(X509Certificate certificate) {
      pins.add(PublicKeyPin.of(certificate));
      return this;
    }

    /** What to ask of those who connect. Default {@link ClientCertificates#NONE}. */
    public Builder clientCertificates(ClientCertificates wanted) {
      demands =
          new Demands(demands.verify, demands.wildcards, demands.commonName, demands.use, wanted);
      return this;
    }

    /**
     * Verifies nothing but pins: anybody on the way can pretend to be the peer, read and change
     * all. For laboratories. Logged as a warning when an endpoint starts.
     */
    public Builder insecure() {
      demands =
          new Demands(false, demands.wildcards, demands.commonName, demands.use, demands.clients);
      return this;
    }

    /**
     * Whether a certificate for {@code *.example.com} is one for {@code sip.example.com}, which RFC
     * 5922 §7.2 forbids. Default false.
     */
    public Builder wildcards(boolean accepted) {
      demands =
          new Demands(demands.verify, accepted, demands.commonName, demands.use, demands.clients);
      return this;
    }

    /**
     * Whether the common name of a certificate without any subjectAltName counts (RFC 5922 §7.1).
     * Default false.
     */
    public Builder commonName(boolean accepted) {
      demands =
          new Demands(demands.verify, demands.wildcards, accepted, demands.use, demands.clients);
      return this;
    }

    /** The extended key usages that fit. Default {@link CertificateUse#TLS_ROLE}. */
    public Builder certificateUse(CertificateUse use) {
      demands =
          new Demands(demands.verify, demands.wildcards, demands.commonName, use, demands.clients);
      return this;
    }

    /** Has the last word on each peer. Default none. */
    public Builder decision(TrustDecision lastWord) {
      decision = lastWord;
      return this;
    }

    /**
     * How long a handshake may take, from the open TCP connection on. Default 10 s.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder handshakeTimeout(Duration time) {
      if (time.isNegative() || time.isZero()) {
        throw new IllegalArgumentException("a handshake needs time: give a positive duration");
      }
      limits = new HandshakeLimits(time, limits.total, limits.perAddress);
      return this;
    }

    /**
     * How many handshakes that peers began may be unfinished; a further connection is closed at
     * once. Default 1000 in all, 250 from one address.
     */
    public Builder unfinishedHandshakes(int total, int perAddress) {
      if (total < 1 || perAddress < 1) {
        throw new IllegalArgumentException("at least one handshake must be possible");
      }
      limits = new HandshakeLimits(limits.time, total, perAddress);
      return this;
    }

    /** The settings. Reads no file yet. */
    public TlsSettings build() {
      return new TlsSettings(this);
    }
  }
}
