package org.offhook.net;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.X509TrustManager;

/** From a certificate to an authority that is believed (RFC 5280 §6). Any thread. */
final class TrustPath {

  private final Set<X509Certificate> believed = new HashSet<>();
  private final Set<TrustAnchor> anchors = new HashSet<>();
  private final List<X509TrustManager> managers = new ArrayList<>();

  TrustPath(List<TlsTrust.Loaded> sources) {
    for (var source : sources) {
      var manager = source.manager();
      if (manager != null) {
        managers.add(manager);
      }
      for (var certificate : source.anchors()) {
        believed.add(certificate);
        anchors.add(new TrustAnchor(certificate, null));
      }
    }
  }

  /** The certificates that are believed, to tell clients whose certificates to show. */
  X509Certificate[] issuers() {
    var all = new ArrayList<>(believed);
    managers.forEach(manager -> all.addAll(List.of(manager.getAcceptedIssuers())));
    return all.toArray(X509Certificate[]::new);
  }

  /**
   * Checks a chain as the peer sent it.
   *
   * @param server whether the peer is a server
   * @throws CertificateException if it leads to nobody who is believed, with the reason
   */
  void check(List<X509Certificate> chain, String authType, boolean server, Instant now)
      throws CertificateException {
    CertificateException refusal = null;
    for (var manager : managers) {
      try {
        var array = chain.toArray(X509Certificate[]::new);
        if (server) {
          manager.checkServerTrusted(array, authType);
        } else {
          manager.checkClientTrusted(array, authType);
        }
        return;
      } catch (CertificateException e) {
        refusal = e;
      }
    }
    if (refusal != null && anchors.isEmpty()) {
      throw refusal;
    }
    checkDates(chain.getFirst(), now);
    if (!believed.contains(chain.getFirst())) {
      build(chain, now);
    }
  }

  private static void checkDates(X509Certificate certificate, Instant now) throws CertificateFault {
    if (now.isAfter(certificate.getNotAfter().toInstant())) {
      throw new CertificateFault(
          name(certificate) + " expired on " + certificate.getNotAfter().toInstant());
    }
    if (now.isBefore(certificate.getNotBefore().toInstant())) {
      throw new CertificateFault(
          name(certificate)
              + " is valid from "
              + certificate.getNotBefore().toInstant()
              + " only: is this host's clock right?");
    }
  }

  private void build(List<X509Certificate> chain, Instant now) throws CertificateFault {
    if (anchors.isEmpty()) {
      throw new CertificateFault("no CA is trusted: name one");
    }
    var target = new X509CertSelector();
    target.setCertificate(chain.getFirst());
    try {
      var parameters = new PKIXBuilderParameters(anchors, target);
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(now));
      parameters.addCertStore(
          CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
      CertPathBuilder.getInstance("PKIX").build(parameters);
    } catch (CertPathBuilderException e) {
      throw explained(chain, now, e);
    } catch (GeneralSecurityException e) {
      throw new CertificateFault("the chain cannot be checked: " + e.getMessage());
    }
  }

  private CertificateFault explained(
      List<X509Certificate> chain, Instant now, CertPathBuilderException failure) {
    X509Certificate last = chain.getFirst();
    for (var seen = new HashSet<X509Certificate>(); seen.add(last); ) {
      try {
        checkDates(last, now);
      } catch (CertificateFault e) {
        return e;
      }
      var issuer = last.getIssuerX500Principal();
      for (var next : chain) {
        if (next.getSubjectX500Principal().equals(issuer)) {
          last = next;
          break;
        }
      }
    }
    var issuer = last.getIssuerX500Principal();
    if (believed.stream().noneMatch(ca -> ca.getSubjectX500Principal().equals(issuer))) {
      return new CertificateFault(
          issuer.equals(last.getSubjectX500Principal())
              ? "unknown CA: " + name(last) + " signed itself and is not trusted"
              : "unknown CA: the issuer of " + name(last) + ", " + issuer + ", is not trusted");
    }
    Throwable cause = failure.getCause();
    return new CertificateFault(
        name(chain.getFirst())
            + " does not follow from a trusted CA: "
            + (cause == null ? failure.getMessage() : cause.getMessage()));
  }

  static String name(X509Certificate certificate) {
    return "the certificate " + certificate.getSubjectX500Principal();
  }
}
