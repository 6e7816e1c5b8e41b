package org.offhook.testkit;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.offhook.net.TlsTrust;

/**
 * A certification authority for tests (RFC 5280): makes certificates in memory, good ones and those
 * that must be refused. Their validity, from 2020 to 2049, covers the real and the simulated time.
 * For tests only: nothing guards its keys. Thread rule: one thread at a time.
 *
 * <pre>{@code
 * var authority = TestAuthority.create("Test CA");
 * var server = TlsSettings.builder()
 *     .certificate(authority.certificate().domain("example.com").issue().identity())
 *     .build();
 * var client = TlsSettings.builder().trust(authority.trust()).build();
 * }</pre>
 */
public final class TestAuthority {

  /** The first moment of a certificate whose draft names none. */
  static final Instant FROM = Instant.parse("2020-01-01T00:00:00Z");

  /** The last one. */
  static final Instant UNTIL = Instant.parse("2049-12-31T00:00:00Z");

  private final TestCertificate own;
  private final List<X509Certificate> above;
  private int issued;

  private TestAuthority(TestCertificate own, List<X509Certificate> above) {
    this.own = own;
    this.above = above;
  }

  /** A new root with a key of its own (EC P-256). */
  public static TestAuthority create(String commonName) {
    var keys = newKeys(false);
    var draft = new TestCertificate.Draft(null, keys, commonName).authority();
    return new TestAuthority(draft.issue(), List.of());
  }

  /** A new authority below this one. */
  public TestAuthority intermediate(String commonName) {
    var made = draft(newKeys(false), commonName).authority().issue();
    return new TestAuthority(made, chain());
  }

  /**
   * One below this that signs with the key of any certificate, also of one that is no authority:
   * what it issues must be refused.
   */
  public TestAuthority pretender(TestCertificate issued) {
    return new TestAuthority(issued, chain());
  }

  /** Starts a certificate with a new key (EC P-256). */
  public TestCertificate.Draft certificate() {
    return draft(newKeys(false), "test");
  }

  /** Starts a certificate with an RSA key of 2048 bits; all of a run have the same one. */
  public TestCertificate.Draft rsaCertificate() {
    return draft(RsaKeys.PAIR, "test");
  }

  private TestCertificate.Draft draft(KeyPair keys, String commonName) {
    return new TestCertificate.Draft(this, keys, commonName);
  }

  /** Believes what this authority issues, by its root. */
  public TlsTrust trust() {
    return TlsTrust.certificates(List.of(chain().getLast()));
  }

  /** Its own certificate. */
  public X509Certificate own() {
    return own.certificate();
  }

  /** Its own certificate in PEM, as a CA file has it. */
  public String pem() {
    return own.pem();
  }

  TestCertificate issuer() {
    return own;
  }

  int nextNumber() {
    return ++issued;
  }

  /** Its own certificate and those above it. */
  List<X509Certificate> chain() {
    var chain = new ArrayList<X509Certificate>();
    chain.add(own.certificate());
    chain.addAll(above);
    return List.copyOf(chain);
  }

  /** The certificates that go with one that it issues: not the root, which the other side has. */
  List<X509Certificate> shown() {
    return above.isEmpty() ? List.of() : chain().subList(0, above.size());
  }

  private static final class RsaKeys {
    static final KeyPair PAIR = newKeys(true);
  }

  private static KeyPair newKeys(boolean rsa) {
    try {
      var generator = KeyPairGenerator.getInstance(rsa ? "RSA" : "EC");
      if (rsa) {
        generator.initialize(2048);
      } else {
        generator.initialize(new ECGenParameterSpec("secp256r1"));
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK makes such keys", e);
    }
  }
}
