package org.offhook.testkit;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import org.offhook.net.TlsIdentity;

/**
 * A certificate and its key, made by a {@link TestAuthority}.
 *
 * @param chain its own certificate, then those of the authorities below the root
 */
public record TestCertificate(PrivateKey key, List<X509Certificate> chain) {

  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  /** Keeps a copy. */
  public TestCertificate {
    chain = List.copyOf(chain);
  }

  /** Its own certificate. */
  public X509Certificate certificate() {
    return chain.getFirst();
  }

  /** To be shown over TLS. */
  public TlsIdentity identity() {
    return TlsIdentity.of(key, chain);
  }

  /** Its chain in PEM. */
  public String pem() {
    var out = new StringBuilder();
    try {
      for (var one : chain) {
        out.append(block("CERTIFICATE", one.getEncoded()));
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    return out.toString();
  }

  /** Its key in PEM: PKCS#8, not encrypted. */
  public String keyPem() {
    return block("PRIVATE KEY", key.getEncoded());
  }

  private static String block(String label, byte[] content) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
        + "\n-----END "
        + label
        + "-----\n";
  }

  /** Collects what a certificate is to say; example at {@link TestAuthority}. */
  public static final class Draft {

    private static final String SIP_DOMAIN = "1.3.6.1.5.5.7.3.20";
    private static final int DNS = 0x82;
    private static final int URI = 0x86;
    private static final int IP = 0x87;
    private static final byte[] TRUE = {(byte) 0xff};

    private final @Nullable TestAuthority authority;
    private final KeyPair keys;
    private final List<byte[]> names = new ArrayList<>();
    private final List<String> uses = new ArrayList<>();
    private String commonName;
    private Instant from = TestAuthority.FROM;
    private Instant until = TestAuthority.UNTIL;
    private byte @Nullable [] keyUsage;
    private boolean ca;

    Draft(@Nullable TestAuthority authority, KeyPair keys, String commonName) {
      this.authority = authority;
      this.keys = keys;
      this.commonName = commonName;
    }

    /** The subject's common name; default {@code test}. */
    public Draft commonName(String name) {
      commonName = name;
      return this;
    }

    /** A SIP domain: subjectAltName URI {@code sip:domain} (RFC 5922 §4). */
    public Draft domain(String domain) {
      return uri("sip:" + domain);
    }

    /** A subjectAltName URI, such as {@code sip:alice@example.com}. */
    public Draft uri(String uri) {
      names.add(DerWriter.text(URI, uri));
      return this;
    }

    /** A subjectAltName DNS name. */
    public Draft dns(String name) {
      names.add(DerWriter.text(DNS, name));
      return this;
    }

    /** A subjectAltName address. */
    public Draft address(String numeric) {
      names.add(DerWriter.value(IP, Names.literal(numeric).getAddress()));
      return this;
    }

    /** The time of its validity. */
    public Draft valid(Instant first, Instant last) {
      from = first;
      until = last;
      return this;
    }

    /** Valid in January 2020 only. */
    public Draft expired() {
      return valid(TestAuthority.FROM, Instant.parse("2020-02-01T00:00:00Z"));
    }

    /** An extended key usage, by its object identifier; default none. */
    public Draft use(String oid) {
      uses.add(oid);
      return this;
    }

    /** The extended key usage of servers. */
    public Draft forServers() {
      return use("1.3.6.1.5.5.7.3.1");
    }

    /** The extended key usage of clients. */
    public Draft forClients() {
      return use("1.3.6.1.5.5.7.3.2");
    }

    /** The extended key usage id-kp-sipDomain (RFC 5924). */
    public Draft forSip() {
      return use(SIP_DOMAIN);
    }

    /** The key usage keyEncipherment alone, which fits no handshake of today. */
    public Draft forEncipherment() {
      keyUsage = new byte[] {5, 0x20};
      return this;
    }

    Draft authority() {
      ca = true;
      keyUsage = new byte[] {1, 6};
      return this;
    }

    /** The certificate with its key. */
    public TestCertificate issue() {
      try {
        var issuer = authority == null ? null : authority.issuer();
        var signing = issuer == null ? keys.getPrivate() : issuer.key();
        byte[] algorithm = algorithm(signing);
        byte[] content = content(issuer, algorithm);
        var signature =
            Signature.getInstance(
                signing.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
        signature.initSign(signing);
        signature.update(content);
        byte[] whole = DerWriter.sequence(content, algorithm, DerWriter.bits(signature.sign()));
        var chain = new ArrayList<X509Certificate>();
        chain.add(
            (X509Certificate)
                CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(whole)));
        if (authority != null) {
          chain.addAll(authority.shown());
        }
        return new TestCertificate(keys.getPrivate(), chain);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("the certificate cannot be made", e);
      }
    }

    private static byte[] algorithm(PrivateKey signing) {
      return signing.getAlgorithm().equals("RSA")
          ? DerWriter.sequence(
              DerWriter.oid("1.2.840.113549.1.1.11"), DerWriter.value(DerWriter.NULL))
          : DerWriter.sequence(DerWriter.oid("1.2.840.10045.4.3.2"));
    }

    private byte[] content(@Nullable TestCertificate issuer, byte[] algorithm) {
      byte[] subject = new X500Principal("CN=" + commonName + ", O=Offhook tests").getEncoded();
      byte[] issuedBy =
          issuer == null ? subject : issuer.certificate().getSubjectX500Principal().getEncoded();
      int number = authority == null ? 1 : authority.nextNumber();
      return DerWriter.sequence(
          DerWriter.value(0xa0, DerWriter.integer(BigInteger.TWO)),
          DerWriter.integer(BigInteger.valueOf(number)),
          algorithm,
          issuedBy,
          DerWriter.sequence(time(from), time(until)),
          subject,
          keys.getPublic().getEncoded(),
          DerWriter.value(0xa3, extensions()));
    }

    private static byte[] time(Instant moment) {
      return DerWriter.text(DerWriter.UTC_TIME, UTC.format(moment));
    }

    private byte[] extensions() {
      var all = new ArrayList<byte[]>();
      if (ca) {
        all.add(
            extension(
                "2.5.29.19", true, DerWriter.sequence(DerWriter.value(DerWriter.BOOLEAN, TRUE))));
      }
      if (keyUsage != null) {
        all.add(extension("2.5.29.15", true, DerWriter.value(DerWriter.BITS, keyUsage)));
      }
      if (!names.isEmpty()) {
        all.add(extension("2.5.29.17", false, DerWriter.sequence(names.toArray(new byte[0][]))));
      }
      if (!uses.isEmpty()) {
        byte[][] oids = uses.stream().map(DerWriter::oid).toArray(byte[][]::new);
        all.add(extension("2.5.29.37", false, DerWriter.sequence(oids)));
      }
      return DerWriter.sequence(all.toArray(new byte[0][]));
    }

    private static byte[] extension(String oid, boolean critical, byte[] content) {
      byte[] octets = DerWriter.value(DerWriter.OCTETS, content);
      return critical
          ? DerWriter.sequence(DerWriter.oid(oid), DerWriter.value(DerWriter.BOOLEAN, TRUE), octets)
          : DerWriter.sequence(DerWriter.oid(oid), octets);
    }
  }
}
