package org.offhook.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.testing.Rfc;

/** RFC 3261 section 19.1.5: a request made from a URI that a stranger gave. */
class UriRequestTest {

  private static List<String> names(UriRequest request) {
    return request.headers().stream().map(HeaderField::name).toList();
  }

  @Test
  @Rfc("MSG-34")
  void methodHeadersAndBodyAreHonoured() {
    UriRequest request =
        UriRequest.from(
            SipUri.parse(
                "sip:nora@q.example;method=MESSAGE;lr?Subject=low%20tide&Priority=urgent&body=fog%0D%0A"));
    assertThat(request.method()).isEqualTo(Method.MESSAGE);
    assertThat(request.target().toString()).isEqualTo("sip:nora@q.example;lr");
    assertThat(request.headers())
        .containsExactly(
            new HeaderField("Subject", "low tide"), new HeaderField("Priority", "urgent"));
    assertThat(request.body()).contains("fog\r\n");
    assertThat(request.ignored()).isEmpty();
  }

  @Test
  @Rfc("MSG-34")
  void aUriWithoutMethodAsksForAnInvite() {
    UriRequest request = UriRequest.from(SipUri.parse("sip:nora@q.example"));
    assertThat(request.method()).isEqualTo(Method.INVITE);
    assertThat(request.headers()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "From",
        "Call-ID",
        "CSeq",
        "Via",
        "Record-Route",
        "f",
        "i",
        "v",
        "FROM",
        "%46rom",
        "Content-Length",
        "Max-Forwards",
        "X-Unknown",
      })
  @Rfc("MSG-34")
  void theDangerousAndTheUnknownAreNeverTaken(String name) {
    SipUri uri = SipUri.parse("sip:nora@q.example?" + name + "=x&Subject=s");
    UriRequest request =
        UriRequest.from(uri, Set.of("From", "Call-ID", "CSeq", "Via", "Record-Route", "X-Unknown"));
    assertThat(names(request)).containsExactly("Subject");
    assertThat(request.ignored()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Route", "Contact", "Authorization", "Proxy-Authorization"})
  @Rfc("MSG-34")
  void routesContactsAndCredentialsNeedConsent(String name) {
    SipUri uri = SipUri.parse("sip:nora@q.example?" + name + "=%3Csip:x%3E");
    assertThat(names(UriRequest.from(uri))).isEmpty();
    assertThat(UriRequest.from(uri).ignored()).containsExactly(name);
    assertThat(names(UriRequest.from(uri, Set.of(name)))).containsExactly(name);
  }

  @Test
  @Rfc({"MSG-34", "SEC-22"})
  void anEscapedLineEndCarriesNoHeaderAlong() {
    UriRequest request =
        UriRequest.from(SipUri.parse("sip:nora@q.example?Subject=a%0D%0AVia:%20x&Sub%0Aject=b"));
    assertThat(request.headers()).isEmpty();
    assertThat(request.ignored()).hasSize(2);
  }
}
