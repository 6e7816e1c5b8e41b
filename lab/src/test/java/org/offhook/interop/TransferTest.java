package org.offhook.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.offhook.interop.RegisteredPhones.BaresipUser;
import org.offhook.interop.RegisteredPhones.LinphoneUser;
import org.offhook.interop.RegisteredPhones.OffhookUser;

/** Blind transfer among Offhook, baresip and Linphone, in all six ways to give them the roles. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class TransferTest {

  private static @Nullable Kamailio started;

  @BeforeAll
  static void start() throws Exception {
    Debian.kamailio();
    Debian.baresip();
    Debian.linphone();
    started = Kamailio.start(Map.of("KAM_AUTH", "all"));
  }

  @AfterAll
  static void stop() {
    if (started != null) {
      started.close();
    }
  }

  private static Kamailio kamailio() {
    return Objects.requireNonNull(started);
  }

  @ParameterizedTest
  @EnumSource
  void offhookTransfersBaresipToLinphone(Wire wire) throws Exception {
    try (var offhook = OffhookUser.at(kamailio(), wire);
        var baresip = BaresipUser.at(kamailio(), wire);
        var linphone = LinphoneUser.at(kamailio(), wire)) {
      var call = Phones.established(offhook.endpoint(), baresip.uri());
      call.transfer(linphone.uri()).outcome().awaitOk(Phones.PATIENCE);
      call.ended().await(Phones.PATIENCE);
      linphone.awaitTalkingTo(offhook.endpoint(), baresip.user());
    }
  }

  @ParameterizedTest
  @EnumSource
  void offhookTransfersLinphoneToBaresip(Wire wire) throws Exception {
    try (var offhook = OffhookUser.at(kamailio(), wire);
        var baresip = BaresipUser.at(kamailio(), wire);
        var linphone = LinphoneUser.at(kamailio(), wire)) {
      var call = Phones.established(offhook.endpoint(), linphone.uri());
      call.transfer(baresip.uri()).outcome().awaitOk(Phones.PATIENCE);
      call.ended().await(Phones.PATIENCE);
      linphone.awaitTalkingTo(offhook.endpoint(), baresip.user());
    }
  }

  @ParameterizedTest
  @EnumSource
  void baresipTransfersOffhookToLinphone(Wire wire) throws Exception {
    try (var offhook = OffhookUser.at(kamailio(), wire);
        var baresip = BaresipUser.at(kamailio(), wire);
        var linphone = LinphoneUser.at(kamailio(), wire)) {
      var followed = offhook.follow();
      baresip.call(offhook.uri());
      var call = offhook.nextCall();
      baresip.phone().tell("transfer", linphone.uri());
      var next = Phones.next(followed);
      next.outcome().awaitOk(Phones.PATIENCE);
      linphone.awaitTalkingTo(offhook.endpoint(), offhook.user());
      Phones.awaitHangUp(call);
      Phones.hangUp(next);
    }
  }

  @ParameterizedTest
  @EnumSource
  void linphoneTransfersOffhookToBaresip(Wire wire) throws Exception {
    try (var offhook = OffhookUser.at(kamailio(), wire);
        var baresip = BaresipUser.at(kamailio(), wire);
        var linphone = LinphoneUser.at(kamailio(), wire)) {
      var followed = offhook.follow();
      linphone.phone().tell("call " + offhook.uri());
      var call = offhook.nextCall();
      linphone.phone().tell("transfer " + baresip.uri());
      var next = Phones.next(followed);
      next.outcome().awaitOk(Phones.PATIENCE);
      linphone.phone().tell("terminate");
      Phones.awaitHangUp(call);
      baresip.phone().tell("hangup");
      Phones.awaitHangUp(next);
    }
  }

  @ParameterizedTest
  @EnumSource
  void baresipTransfersLinphoneToOffhook(Wire wire) throws Exception {
    try (var offhook = OffhookUser.at(kamailio(), wire);
        var baresip = BaresipUser.at(kamailio(), wire);
        var linphone = LinphoneUser.at(kamailio(), wire)) {
      baresip.call(linphone.uri());
      baresip.phone().tell("transfer", offhook.uri());
      var call = offhook.nextCall();
      assertThat(call.request().from().uri()).hasToString(linphone.uri());
      linphone.awaitTalkingTo(offhook.endpoint(), offhook.user());
      Phones.hangUp(call);
    }
  }

  @ParameterizedTest
  @EnumSource
  void linphoneTransfersBaresipToOffhook(Wire wire) throws Exception {
    try (var offhook = OffhookUser.at(kamailio(), wire);
        var baresip = BaresipUser.at(kamailio(), wire);
        var linphone = LinphoneUser.at(kamailio(), wire)) {
      linphone.phone().tell("call " + baresip.uri());
      linphone.awaitTalkingTo(offhook.endpoint(), baresip.user());
      linphone.phone().tell("transfer " + offhook.uri());
      var call = offhook.nextCall();
      assertThat(call.request().from().uri()).hasToString(baresip.uri());
      baresip.phone().tell("hangup");
      Phones.awaitHangUp(call);
    }
  }
}
