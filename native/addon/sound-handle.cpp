#include "addon/sound-handle.h"

#include "addon/arguments.h"
#include "addon/instance.h"
#include "addon/promised.h"

namespace crosspoint::addon {

namespace {

constexpr napi_type_tag kSoundTag{0x6d1f2a0c5b7e4193, 0x8a4c90e2d3f65b17};
constexpr napi_type_tag kWriterTag{0x2b9e7d41c05f4a86, 0x97d13b6ea8f2c450};
using SharedSound = std::shared_ptr<const engine::Sound>;

cp_law toLaw(const Napi::Value &value) {
  return static_cast<cp_law>(toWhole<std::uint8_t>(value, "law"));
}

class Loading final : public Promised {
public:
  Loading(Napi::Env env, std::string path, cp_law law)
      : Promised(env), path_(std::move(path)), law_(law) {}

private:
  void work() override { sound_ = engine::Sound::fromFile(path_, law_); }
  Napi::Value result(Napi::Env env) override {
    return Instance::of(env).sound.New({Napi::External<SharedSound>::New(env, &sound_)});
  }

  std::string path_;
  cp_law law_;
  SharedSound sound_;
};

class Finishing final : public Promised {
public:
  Finishing(Napi::Env env, std::shared_ptr<engine::SoundWriter> writer)
      : Promised(env), writer_(std::move(writer)) {}

private:
  void work() override {
    constexpr std::uint32_t kMostMs = 10'000;
    if (!writer_->waitFinished(kMostMs)) {
      throw engine::EngineError("unwritable-sound", "the disk took longer than ten seconds");
    }
  }
  Napi::Value result(Napi::Env env) override {
    const engine::SoundWriterStatus status = writer_->status();
    Napi::Object made = Napi::Object::New(env);
    made.Set("reason", Napi::Number::New(env, static_cast<double>(status.reason)));
    made.Set("frames", Napi::Number::New(env, static_cast<double>(status.frames)));
    made.Set("lost", Napi::Number::New(env, static_cast<double>(status.lost)));
    made.Set("fault", Napi::String::New(env, status.fault));
    return made;
  }

  std::shared_ptr<engine::SoundWriter> writer_;
};

} // namespace

Napi::Function SoundHandle::define(Napi::Env env) {
  return DefineClass(env, "SoundHandle",
                     {InstanceMethod<&SoundHandle::frames>("frames"),
                      InstanceMethod<&SoundHandle::octets>("octets")});
}

SoundHandle::SoundHandle(const Napi::CallbackInfo &info) : Napi::ObjectWrap<SoundHandle>(info) {
  info.This().As<Napi::Object>().TypeTag(&kSoundTag);
  guarded(info.Env(), [&] {
    if (info[0].IsExternal()) {
      sound_ = *info[0].As<Napi::External<SharedSound>>().Data();
    } else if (info.Length() > 2) {
      sound_ = engine::Sound::fromRaw(
          toOctets(info[0], "octets"),
          static_cast<engine::Coder>(toWhole<std::uint8_t>(info[2], "coder")),
          toWhole<std::uint32_t>(info[3], "rate"), toLaw(info[1]));
    } else {
      sound_ = engine::Sound::fromOctets(toOctets(info[0], "octets"), toLaw(info[1]));
    }
    return info.Env().Undefined();
  });
}

Napi::Value SoundHandle::load(const Napi::CallbackInfo &info) {
  return guarded(info.Env(), [&] {
    // Node frees the work when it is done.
    auto *loading = new Loading(info.Env(), toText(info[0], "path"), toLaw(info[1]));
    loading->Queue();
    return loading->promise();
  });
}

std::shared_ptr<const engine::Sound> SoundHandle::of(const Napi::Value &value) {
  if (!value.IsObject() || !value.As<Napi::Object>().CheckTypeTag(&kSoundTag)) {
    refuse("sound", "a sound");
  }
  return Unwrap(value.As<Napi::Object>())->sound_;
}

Napi::Value SoundHandle::frames(const Napi::CallbackInfo &info) {
  return Napi::Number::New(info.Env(), static_cast<double>(sound_->octets().size()));
}

/** A copy: the sound itself never changes. */
Napi::Value SoundHandle::octets(const Napi::CallbackInfo &info) {
  const auto octets = sound_->octets();
  return Napi::Buffer<std::uint8_t>::Copy(info.Env(), octets.data(), octets.size());
}

Napi::Function WriterHandle::define(Napi::Env env) {
  return DefineClass(env, "WriterHandle",
                     {InstanceMethod<&WriterHandle::guard<&WriterHandle::finished>>("finished"),
                      InstanceMethod<&WriterHandle::guard<&WriterHandle::take>>("take")});
}

WriterHandle::WriterHandle(const Napi::CallbackInfo &info) : Napi::ObjectWrap<WriterHandle>(info) {
  info.This().As<Napi::Object>().TypeTag(&kWriterTag);
  guarded(info.Env(), [&] {
    const Options options(info[0], "options");
    const auto container = static_cast<engine::Container>(options.whole<std::uint8_t>("container"));
    const auto coder = static_cast<engine::Coder>(options.whole<std::uint8_t>("coder"));
    const cp_law law = toLaw(options.get("law"));
    if (options.has("path")) {
      writer_ = engine::SoundWriter::toFile(options.text("path"), container, coder, law,
                                            options.flag("append", false));
    } else {
      writer_ = engine::SoundWriter::toMemory(container, coder, law,
                                              options.whole<std::uint32_t>("mostOctets"));
    }
    return info.Env().Undefined();
  });
}

std::shared_ptr<engine::SoundWriter> WriterHandle::of(const Napi::Value &value) {
  if (!value.IsObject() || !value.As<Napi::Object>().CheckTypeTag(&kWriterTag)) {
    refuse("writer", "a sound writer");
  }
  return Unwrap(value.As<Napi::Object>())->writer_;
}

Napi::Value WriterHandle::finished(const Napi::CallbackInfo &info) {
  auto *finishing = new Finishing(info.Env(), writer_);
  finishing->Queue();
  return finishing->promise();
}

Napi::Value WriterHandle::take(const Napi::CallbackInfo &info) {
  const std::vector<std::uint8_t> file = writer_->take();
  return Napi::Buffer<std::uint8_t>::Copy(info.Env(), file.data(), file.size());
}

} // namespace crosspoint::addon
