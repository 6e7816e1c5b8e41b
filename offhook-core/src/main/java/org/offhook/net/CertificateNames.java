package org.offhook.net;

import java.net.IDN;
import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import org.jspecify.annotations.Nullable;
import org.offhook.message.SipUri;
import org.offhook.message.Uri;

/**
 * Who a certificate is for: its SIP identities, and how they are compared with a domain (RFC 5922
 * §7.1, §7.2).
 */
final class CertificateNames {

  private static final int DNS = 2;
  private static final int URI = 6;
  private static final int IP = 7;

  private final Set<String> sipDomains = new LinkedHashSet<>();
  private final Set<String> sipUsers = new LinkedHashSet<>();
  private final Set<String> dnsNames = new LinkedHashSet<>();
  private final Set<InetAddress> addresses = new LinkedHashSet<>();
  private final @Nullable String commonName;
  private final boolean alternatives;

  CertificateNames(X509Certificate certificate) {
    alternatives = certificate.getExtensionValue("2.5.29.17") != null;
    commonName = commonName(certificate);
    try {
      var names = certificate.getSubjectAlternativeNames();
      for (List<?> name : names == null ? List.<List<?>>of() : names) {
        if (name.get(0) instanceof Integer type && name.get(1) instanceof String value) {
          add(type, value);
        }
      }
    } catch (CertificateParsingException e) {
      // What cannot be read names nobody.
      dnsNames.clear();
    }
  }

  private void add(int type, String value) {
    switch (type) {
      case DNS -> dnsNames.add(value.toLowerCase(Locale.ROOT));
      case URI -> addUri(value);
      case IP -> {
        var address = IpLiteral.parse(value);
        if (address != null) {
          addresses.add(address);
        }
      }
      default -> {}
    }
  }

  /** The scheme is sip, not sips, and a URI with a user is no domain's (RFC 5922 §7.1). */
  private void addUri(String value) {
    try {
      if (Uri.parse(value) instanceof SipUri uri && !uri.secure()) {
        if (uri.user().isPresent()) {
          sipUsers.add(value);
        } else {
          sipDomains.add(uri.host().toLowerCase(Locale.ROOT));
        }
      }
    } catch (IllegalArgumentException e) {
      // No SIP URI: names nobody here.
      return;
    }
  }

  private static @Nullable String commonName(X509Certificate certificate) {
    try {
      var name = new LdapName(certificate.getSubjectX500Principal().getName());
      for (var part : name.getRdns()) {
        if (part.getType().equalsIgnoreCase("CN")) {
          return part.getValue().toString().toLowerCase(Locale.ROOT);
        }
      }
    } catch (InvalidNameException e) {
      return null;
    }
    return null;
  }

  /**
   * The domains that it stands for: those of SIP URIs; if there are none, its DNS names; the common
   * name only if wanted and there is no subjectAltName at all (RFC 5922 §7.1).
   */
  Set<String> domains(boolean orCommonName) {
    if (!sipDomains.isEmpty()) {
      return sipDomains;
    }
    if (alternatives || !orCommonName || commonName == null) {
      return dnsNames;
    }
    return Set.of(commonName);
  }

  /** Its SIP URIs with a user: whose it is, where it is a person's. */
  Set<String> users() {
    return sipUsers;
  }

  /**
   * Whether it is for this host.
   *
   * @param domain a name, or a numeric address, which only an iPAddress name shows
   * @param wildcards whether {@code *.example.com} stands for {@code sip.example.com} (RFC 5922
   *     §7.2 forbids it)
   */
  boolean isFor(String domain, boolean wildcards, boolean orCommonName) {
    var address = IpLiteral.parse(domain);
    if (address != null && addresses.contains(address)) {
      return true;
    }
    String wanted = plain(domain);
    for (String name : domains(orCommonName)) {
      if (name.equals(wanted) || (wildcards && address == null && coversByWildcard(name, wanted))) {
        return true;
      }
    }
    return false;
  }

  /** Lower case, no last dot, as it is in DNS. */
  static String plain(String domain) {
    String bare = domain.endsWith(".") ? domain.substring(0, domain.length() - 1) : domain;
    try {
      return IpLiteral.parse(bare) != null
          ? bare.toLowerCase(Locale.ROOT)
          : IDN.toASCII(bare).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      return bare.toLowerCase(Locale.ROOT);
    }
  }

  /** One whole label, the first (RFC 9525 §6.3). */
  private static boolean coversByWildcard(String name, String wanted) {
    int dot = wanted.indexOf('.');
    return name.startsWith("*.") && dot > 0 && name.substring(1).equals(wanted.substring(dot));
  }

  /** What to tell people whose it is, as {@code sip:a.example, b.example}. */
  String shown() {
    var all = new ArrayList<String>();
    sipDomains.forEach(domain -> all.add("sip:" + domain));
    all.addAll(sipUsers);
    all.addAll(dnsNames);
    addresses.forEach(address -> all.add(IpLiteral.format(address)));
    if (!alternatives && commonName != null) {
      all.add("common name " + commonName);
    }
    return all.isEmpty() ? "nobody that it names" : String.join(", ", all);
  }
}
