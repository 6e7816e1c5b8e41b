package org.offhook.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.offhook.testing.Rfc;

class DigestTest {

  private static final byte[] EMPTY = {};

  @Test
  @Rfc("AUTH-01")
  void md5WithQopGivesThePublishedResponse() {
    String ha1 =
        Digest.ha1(DigestAlgorithm.MD5, "Mufasa", "testrealm@host.com", bytes("Circle Of Life"));

    String response =
        Digest.response(
            DigestAlgorithm.MD5,
            ha1,
            new Digest.Freshness(
                "dcd98b7102dd2f0e8b11d0f600bfb0c093", Qop.AUTH, "00000001", "0a4f113b"),
            new Digest.Covered("GET", "/dir/index.html", EMPTY));

    assertThat(response).isEqualTo("6629fae49393a05397450978507c4ef1");
  }

  @ParameterizedTest
  @CsvSource({
    "MD5, 8ca523f5e9506fed4657c9700eebdbec",
    "SHA_256, 753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
  })
  @Rfc("AUTH-02")
  void sha256AndMd5GiveThePublishedResponses(DigestAlgorithm algorithm, String expected) {
    String ha1 = Digest.ha1(algorithm, "Mufasa", "http-auth@example.org", bytes("Circle of Life"));

    String response =
        Digest.response(
            algorithm,
            ha1,
            new Digest.Freshness(
                "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
                Qop.AUTH,
                "00000001",
                "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"),
            new Digest.Covered("GET", "/dir/index.html", EMPTY));

    assertThat(response).isEqualTo(expected);
  }

  @Test
  @Rfc("AUTH-03")
  void sha512Slash256HasItsOwnStartValues() {
    assertThat(Digest.userhash(DigestAlgorithm.SHA_512_256, "Jäsøn Doe", "api@example.org"))
        .isEqualTo("793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b");
    // FIPS 180-4 example for "abc".
    assertThat(DigestAlgorithm.SHA_512_256.hash(bytes("abc")))
        .isEqualTo("53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23");
  }

  /** The worked SIP example of draft-smith-sipping-auth-examples for bob of biloxi.com. */
  @Test
  @Rfc("AUTH-04")
  void aSessionKeyHashesTheHexOfThePlainOne() {
    DigestAlgorithm algorithm = DigestAlgorithm.MD5_SESS;
    String nonce = "dcd98b7102dd2f0e8b11d0f600bfb0c093";
    String plain = Digest.ha1(algorithm, "bob", "biloxi.com", bytes("zanzibar"));

    String response =
        Digest.response(
            algorithm,
            Digest.sessionHa1(algorithm, plain, nonce, "0a4f113b"),
            new Digest.Freshness(nonce, Qop.AUTH, "00000001", "0a4f113b"),
            new Digest.Covered("INVITE", "sip:bob@biloxi.com", EMPTY));

    assertThat(response).isEqualTo("e4e4ea61d186d07a92c9e1f6919902e9");
  }

  /** The worked SIP examples of draft-smith-sipping-auth-examples for bob of biloxi.com. */
  @ParameterizedTest
  @CsvSource({
    "none, bf57e4e0d0bffc0fbaedce64d59add5e",
    "auth, 89eb0059246c02b2f6ee02c7961d5ea3",
  })
  @Rfc("AUTH-05")
  void theOldFormLeavesCountAndCnonceOut(String qop, String expected) {
    String ha1 = Digest.ha1(DigestAlgorithm.MD5, "bob", "biloxi.com", bytes("zanzibar"));
    String nonce = "dcd98b7102dd2f0e8b11d0f600bfb0c093";

    String response =
        Digest.response(
            DigestAlgorithm.MD5,
            ha1,
            Qop.of(qop)
                .map(value -> new Digest.Freshness(nonce, value, "00000001", "0a4f113b"))
                .orElse(Digest.Freshness.withoutQop(nonce)),
            new Digest.Covered("INVITE", "sip:bob@biloxi.com", EMPTY));

    assertThat(response).isEqualTo(expected);
  }

  @Test
  @Rfc("AUTH-06")
  void authIntHashesTheBodyAndAnEmptyOneAsTheEmptyString() {
    String ha1 = Digest.ha1(DigestAlgorithm.MD5, "bob", "biloxi.com", bytes("zanzibar"));
    var freshness = new Digest.Freshness("n", Qop.AUTH_INT, "00000001", "c");

    assertThat(DigestAlgorithm.MD5.hash(EMPTY)).isEqualTo("d41d8cd98f00b204e9800998ecf8427e");
    assertThat(
            Digest.response(
                DigestAlgorithm.MD5,
                ha1,
                freshness,
                new Digest.Covered("INVITE", "sip:bob@biloxi.com", EMPTY)))
        .isEqualTo(
            md5(
                ha1
                    + ":n:00000001:c:auth-int:"
                    + md5("INVITE:sip:bob@biloxi.com:d41d8cd98f00b204e9800998ecf8427e")));
    assertThat(
            Digest.response(
                DigestAlgorithm.MD5,
                ha1,
                freshness,
                new Digest.Covered("INVITE", "sip:bob@biloxi.com", bytes("v=0\r\n"))))
        .isEqualTo(
            md5(
                ha1
                    + ":n:00000001:c:auth-int:"
                    + md5("INVITE:sip:bob@biloxi.com:" + md5("v=0\r\n"))));
  }

  @Test
  @Rfc("AUTH-20")
  void decomposedTextIsHashedInItsComposedForm() {
    assertThat(Digest.userhash(DigestAlgorithm.SHA_512_256, "Ja\u0308søn Doe", "api@example.org"))
        .isEqualTo("793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b");
    assertThat(Digest.bytes("u\u0308")).isEqualTo(bytes("ü"));
  }

  @ParameterizedTest
  @CsvSource({
    "MD5, MD5, MD5",
    "md5-SESS, MD5_SESS, MD5",
    "sha-256, SHA_256, SHA-256",
    "SHA-256-sess, SHA_256_SESS, SHA-256",
    "SHA-512-256, SHA_512_256, SHA-512/256",
    "SHA-512-256-sess, SHA_512_256_SESS, SHA-512/256",
    "AKAv1-MD5, AKAV1_MD5, MD5",
    "AKAv2-MD5, AKAV2_MD5, MD5",
  })
  void namesAreReadWhateverTheCase(String token, DigestAlgorithm algorithm, String jcaName) {
    assertThat(DigestAlgorithm.of(token)).contains(algorithm);
    assertThat(algorithm.jcaName()).isEqualTo(jcaName);
    assertThat(algorithm.token()).isEqualToIgnoringCase(token);
  }

  @Test
  void unknownNamesAreNone() {
    assertThat(DigestAlgorithm.of("SHA-512")).isEmpty();
    assertThat(Qop.of("auth-conf")).isEmpty();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static String md5(String text) {
    return DigestAlgorithm.MD5.hash(bytes(text));
  }
}
