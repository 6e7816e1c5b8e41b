package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.message.SipRequest;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** What all options of requests outside dialogs can say: RFC 3261 §8.1. */
@ExtendWith(SimWorldExtension.class)
class OutgoingOptionsTest {

  private static final String ELSEWHERE = "sip:bob@nowhere.invalid";

  private static <T extends OutgoingOptions<T>> T forTenant(T options) {
    return options
        .from(NameAddr.parse("<sip:tenant@example.org>"))
        .nextHop("sip:10.0.0.2")
        .header("X-Tenant", "red");
  }

  private static void assertWritten(SipRequest request) {
    assertThat(request.from().uri()).hasToString("sip:tenant@example.org");
    assertThat(request.headers().text("X-Tenant")).contains("red");
    assertThat(request.requestUri().toString()).startsWith(ELSEWHERE);
  }

  @Test
  void oneMethodServesAllKinds(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var drafts =
                List.<Draft<?>>of(
                    alice.prepare(forTenant(CallOptions.to(ELSEWHERE))),
                    alice.prepare(forTenant(RequestOptions.of(Method.OPTIONS, ELSEWHERE))),
                    alice.prepare(forTenant(SubscribeOptions.to(ELSEWHERE, "presence"))),
                    alice.prepare(forTenant(ReferOptions.to("sip:carol@h").at(ELSEWHERE))));
            drafts.forEach(draft -> assertWritten(draft.request()));
            drafts.get(1).send();
            var options = phone.request(Method.OPTIONS);
            assertWritten(options);
            phone.send(phone.caller("o").response(options, 200).build());
            var body = NotifyBody.of(MediaType.TEXT_PLAIN, "open".getBytes(StandardCharsets.UTF_8));
            alice.publish(forTenant(PublishOptions.of(ELSEWHERE, "presence", body)));
            var publish = phone.request(Method.PUBLISH);
            assertWritten(publish);
            phone.send(phone.caller("p").response(publish, 489).build());
          }
        });
  }

  @Test
  void aNextHopThatIsNoUriIsRefused() {
    assertThatThrownBy(() -> forTenant(CallOptions.to(ELSEWHERE)).nextHop("nowhere"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
