package org.offhook.net;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Chooses what this side shows: as a server by the name that is asked for (SNI, RFC 6066 §3), as a
 * client by the domain that it calls. Any thread.
 */
final class TlsKeys extends X509ExtendedKeyManager {

  private final List<TlsIdentity.Loaded> all = new ArrayList<>();
  private final Map<String, Integer> clients = new HashMap<>();
  private final List<Integer> servers = new ArrayList<>();

  TlsKeys(Map<TlsIdentity, TlsIdentity.Loaded> loaded, TlsSettings settings) {
    var places = new HashMap<TlsIdentity, Integer>();
    loaded.forEach(
        (identity, read) -> {
          places.put(identity, all.size());
          all.add(read);
        });
    settings
        .clientIdentities()
        .forEach((domain, identity) -> clients.put(domain, place(places, identity)));
    settings.serverIdentities().forEach(identity -> servers.add(place(places, identity)));
  }

  private static int place(Map<TlsIdentity, Integer> places, TlsIdentity identity) {
    return places.getOrDefault(identity, -1);
  }

  /** All of them, whatever authorities the server names: its list may be incomplete. */
  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
    String host = engine.getPeerHost();
    Integer own = host == null ? null : clients.get(CertificateNames.plain(host));
    Integer place = own == null ? clients.get("") : own;
    if (place != null) {
      for (String type : keyTypes) {
        if (isOf(place, type)) {
          return place.toString();
        }
      }
    }
    return null;
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    String fallback = null;
    for (int place : servers) {
      if (isOf(place, keyType)) {
        if (isAskedFor(place, engine)) {
          return Integer.toString(place);
        }
        fallback = fallback == null ? Integer.toString(place) : fallback;
      }
    }
    return fallback == null || anotherIsAskedFor(engine) ? null : fallback;
  }

  /** With a key of another kind, whose turn comes when the JDK asks for that kind. */
  private boolean anotherIsAskedFor(SSLEngine engine) {
    return servers.stream().anyMatch(place -> isAskedFor(place, engine));
  }

  private boolean isAskedFor(int place, SSLEngine engine) {
    if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
      for (var name : session.getRequestedServerNames()) {
        if (name instanceof SNIHostName host) {
          var names = new CertificateNames(all.get(place).chain().getFirst());
          return names.isFor(host.getAsciiName().toLowerCase(Locale.ROOT), true, true);
        }
      }
    }
    return false;
  }

  private boolean isOf(int place, String keyType) {
    String algorithm = all.get(place).key().getAlgorithm();
    return keyType.equals(algorithm)
        || keyType.startsWith(algorithm + "_")
        || (keyType.equals("EdDSA") && algorithm.startsWith("Ed"));
  }

  private TlsIdentity.@Nullable Loaded at(@Nullable String alias) {
    try {
      return alias == null ? null : all.get(Integer.parseInt(alias));
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      return null;
    }
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    var found = at(alias);
    return found == null ? null : found.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    var found = at(alias);
    return found == null ? null : found.key();
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyType, Principal @Nullable [] issuers, Socket socket) {
    return null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, Socket socket) {
    return null;
  }
}
