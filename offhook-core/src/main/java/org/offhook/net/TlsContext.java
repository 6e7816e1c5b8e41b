package org.offhook.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What {@link TlsSettings} name, read: one JDK context for all connections, so that sessions are
 * resumed (RFC 8446 §2.2). Any thread but the loop, since it reads files and computes.
 */
final class TlsContext {

  private static final Logger LOG = LoggerFactory.getLogger(TlsContext.class);

  /** When a file was last written; null: it is not there. */
  private record Stamp(Path file, @Nullable Instant written, long size) {

    static Stamp of(Path file) {
      try {
        return new Stamp(file, Files.getLastModifiedTime(file).toInstant(), Files.size(file));
      } catch (IOException e) {
        return new Stamp(file, null, 0);
      }
    }
  }

  private final TlsSettings settings;
  private final TrustPath trust;
  private final Set<PublicKeyPin> pins;
  private final SSLContext stream;
  private final KeyManager[] keys;
  private final TrustManager[] checks;
  private List<Stamp> stamps;

  private TlsContext(TlsSettings settings) throws GeneralSecurityException {
    this.settings = settings;
    stamps = stamps(settings);
    trust =
        new TrustPath(
            settings.demands().verify()
                ? settings.trust().stream().map(TlsTrust::load).toList()
                : List.of());
    pins = new HashSet<>(settings.pins());
    settings.pinFiles().forEach(file -> pins.add(PublicKeyPin.read(file)));
    Map<TlsIdentity, TlsIdentity.Loaded> identities = new LinkedHashMap<>();
    settings.serverIdentities().forEach(one -> identities.computeIfAbsent(one, TlsIdentity::load));
    settings
        .clientIdentities()
        .values()
        .forEach(one -> identities.computeIfAbsent(one, TlsIdentity::load));
    keys = new KeyManager[] {new TlsKeys(identities, settings)};
    checks = new TrustManager[] {new TlsCheck.Manager(trust)};
    stream = SSLContext.getInstance("TLS");
    stream.init(keys, checks, null);
  }

  /** Reads everything; throws {@link TlsException}. */
  static TlsContext load(TlsSettings settings) {
    if (!settings.demands().verify()) {
      LOG.warn(
          "TLS certificates are not verified: anybody on the way can pretend to be the peer, read"
              + " and change everything");
    }
    try {
      var context = new TlsContext(settings);
      context.parameters(context.stream, false);
      return context;
    } catch (GeneralSecurityException e) {
      throw new TlsException("the JDK cannot set TLS up: " + e.getMessage(), e);
    }
  }

  /** This, or what is read anew since files have changed. */
  TlsContext refreshed() {
    var present = stamps(settings);
    if (present.equals(stamps)) {
      return this;
    }
    try {
      var fresh = load(settings);
      LOG.info("TLS certificates are read anew");
      return fresh;
    } catch (TlsException e) {
      LOG.warn("TLS goes on with the certificates of before: {}", e.getMessage());
      stamps = present;
      return this;
    }
  }

  private static List<Stamp> stamps(TlsSettings settings) {
    var files = new HashSet<Path>(settings.pinFiles());
    settings.serverIdentities().forEach(identity -> files.addAll(identity.files()));
    settings.clientIdentities().values().forEach(identity -> files.addAll(identity.files()));
    if (settings.demands().verify()) {
      settings.trust().forEach(source -> files.addAll(source.files()));
    }
    var stamps = new ArrayList<Stamp>();
    for (var file : files) {
      stamps.add(Stamp.of(file));
      if (Files.isDirectory(file)) {
        TlsTrust.entries(file).forEach(entry -> stamps.add(Stamp.of(entry)));
      }
    }
    return stamps;
  }

  TlsSettings settings() {
    return settings;
  }

  TrustPath trust() {
    return trust;
  }

  Set<PublicKeyPin> pins() {
    return pins;
  }

  /** A session with a server: its domain is checked, and named in SNI. */
  TlsSession connecting(boolean datagrams, PeerName peer, Instant now) {
    String domain = bare(peer.domain());
    var context = datagrams ? datagram(null) : stream;
    var engine = context.createSSLEngine(domain, peer.address().getPort());
    engine.setUseClientMode(true);
    var parameters = parameters(context, datagrams);
    if (IpLiteral.parse(domain) == null) {
      try {
        String name = CertificateNames.plain(domain);
        parameters.setServerNames(List.of(new SNIHostName(name)));
      } catch (IllegalArgumentException e) {
        LOG.debug("{} cannot be named to a server", domain, e);
      }
    }
    engine.setSSLParameters(parameters);
    return new TlsSession(engine, new TlsCheck(this, domain, now), settings);
  }

  /** A session of TLS with a client. */
  TlsSession accepting(String host, int port, Instant now) {
    return accepting(stream.createSSLEngine(host, port), parameters(stream, false), now);
  }

  /** A session of DTLS with a client, whose random bits come from {@code random}. */
  TlsSession accepting(InetSocketAddress peer, SecureRandom random, Instant now) {
    var context = datagram(random);
    var engine = context.createSSLEngine(peer.getHostString(), peer.getPort());
    return accepting(engine, parameters(context, true), now);
  }

  private TlsSession accepting(SSLEngine engine, SSLParameters parameters, Instant now) {
    engine.setUseClientMode(false);
    switch (settings.demands().clients()) {
      case NEED -> parameters.setNeedClientAuth(true);
      case WANT -> parameters.setWantClientAuth(true);
      case NONE -> {}
    }
    engine.setSSLParameters(parameters);
    return new TlsSession(engine, new TlsCheck(this, null, now), settings);
  }

  /**
   * A context of its own for each association of DTLS: no session is resumed, and each server has a
   * secret of its own for its cookie (RFC 6347 §4.2.1).
   *
   * @param random where it takes random bits from; null: the JDK's
   */
  private SSLContext datagram(@Nullable SecureRandom random) {
    try {
      var context = SSLContext.getInstance("DTLS");
      context.init(keys, checks, random);
      return context;
    } catch (GeneralSecurityException e) {
      throw new TlsException("the JDK cannot set DTLS up: " + e.getMessage(), e);
    }
  }

  private static String bare(String domain) {
    return domain.startsWith("[") && domain.endsWith("]")
        ? domain.substring(1, domain.length() - 1)
        : domain;
  }

  /** Versions and cipher suites; throws {@link TlsException} if none is left. */
  private SSLParameters parameters(SSLContext context, boolean datagrams) {
    var parameters = context.getSupportedSSLParameters();
    parameters.setProtocols(protocols(parameters.getProtocols(), datagrams));
    parameters.setCipherSuites(suites(parameters.getCipherSuites(), datagrams));
    parameters.setUseCipherSuitesOrder(true);
    parameters.setNeedClientAuth(false);
    return parameters;
  }

  private String[] protocols(String[] supported, boolean datagrams) {
    // The JDK has no DTLS 1.3.
    if (datagrams) {
      return new String[] {"DTLSv1.2"};
    }
    return Arrays.stream(TlsVersion.values())
        .filter(version -> version.compareTo(settings.minimum()) >= 0)
        .map(TlsVersion::protocol)
        .filter(Arrays.asList(supported)::contains)
        .toArray(String[]::new);
  }

  private String[] suites(String[] supported, boolean datagrams) {
    var known = Arrays.asList(supported);
    if (settings.cipherSuites().isEmpty()) {
      return known.stream().filter(TlsContext::isRecommended).toArray(String[]::new);
    }
    for (String wanted : settings.cipherSuites()) {
      if (!known.contains(wanted) && !datagrams) {
        throw new TlsException(
            "the JDK does not have the cipher suite " + wanted + ": name some of " + known);
      }
    }
    return settings.cipherSuites().stream().filter(known::contains).toArray(String[]::new);
  }

  /** TLS 1.3, or forward secrecy with authenticated encryption (RFC 9325 §4.2). */
  private static boolean isRecommended(String suite) {
    return suite.startsWith("TLS_AES_")
        || suite.startsWith("TLS_CHACHA20_")
        || (suite.startsWith("TLS_ECDHE_")
            && (suite.contains("_GCM_") || suite.contains("_CHACHA20_")));
  }
}
