#include "ctemplate_shim.h"

#include <cstdlib>
#include <cstring>
#include <ctemplate/per_expand_data.h>
#include <ctemplate/template_cache.h>
#include <ctemplate/template_dictionary.h>
#include <ctemplate/template_emitter.h>
#include <ctemplate/template_string.h>
#include <new>
#include <unordered_map>

using ctemplate::StaticTemplateString;
using ctemplate::TemplateCache;
using ctemplate::TemplateDictionary;
using ctemplate::TemplateString;

namespace {

/// Indentation and line ends stay: a word at the end of a line must not grow together with the next.
constexpr ctemplate::Strip strip = ctemplate::STRIP_BLANK_LINES;

TemplateCache *cache(ctemplate_shim_library *library) { return reinterpret_cast<TemplateCache *>(library); }

TemplateDictionary *open(ctemplate_shim_dictionary *dictionary) {
    return reinterpret_cast<TemplateDictionary *>(dictionary);
}

ctemplate_shim_dictionary *closed(TemplateDictionary *dictionary) {
    return reinterpret_cast<ctemplate_shim_dictionary *>(dictionary);
}

/// The name of a value or section, which is a constant of the program: its text stays where it is. ctemplate's own table of names
/// has a lock that all threads share, so each thread asks it for a name only once.
TemplateString interned(const char *name, size_t size) {
    thread_local std::unordered_map<const char *, StaticTemplateString> names;
    auto [entry, isNew] = names.try_emplace(name, StaticTemplateString{{name, size, 0}});
    if (isNew) ctemplate::StaticTemplateStringInitializer registered(&entry->second);
    return TemplateString(entry->second);
}

/// Collects a page in memory that doubles when it is full.
class Buffer final : public ctemplate::ExpandEmitter {
  public:
    ~Buffer() override { std::free(bytes_); }
    void Emit(char c) override { Emit(&c, 1); }
    void Emit(const std::string &text) override { Emit(text.data(), text.size()); }
    void Emit(const char *text) override { Emit(text, std::strlen(text)); }
    void Emit(const char *text, size_t size) override {
        if (size > capacity_ - count_) grow(size);
        std::memcpy(bytes_ + count_, text, size);
        count_ += size;
    }
    ctemplate_shim_output release() {
        ctemplate_shim_output output{bytes_, count_};
        bytes_ = nullptr;
        return output;
    }

  private:
    void grow(size_t size) {
        size_t capacity = capacity_ == 0 ? 64 * 1024 : capacity_ * 2;
        while (capacity - count_ < size) capacity *= 2;
        void *bytes = std::realloc(bytes_, capacity);
        if (bytes == nullptr) throw std::bad_alloc();
        bytes_ = static_cast<char *>(bytes);
        capacity_ = capacity;
    }

    char *bytes_ = nullptr;
    size_t count_ = 0;
    size_t capacity_ = 0;
};

}  // namespace

ctemplate_shim_library *ctemplate_shim_library_create(void) try {
    return reinterpret_cast<ctemplate_shim_library *>(new TemplateCache);
} catch (...) {
    return nullptr;
}

void ctemplate_shim_library_free(ctemplate_shim_library *library) { delete cache(library); }

bool ctemplate_shim_library_add(
    ctemplate_shim_library *library, const char *name, size_t name_size, const char *bytes, size_t size) try {
    return cache(library)->StringToTemplateCache(TemplateString(name, name_size), bytes, size, strip);
} catch (...) {
    return false;
}

void ctemplate_shim_library_freeze(ctemplate_shim_library *library) { cache(library)->Freeze(); }

ctemplate_shim_dictionary *ctemplate_shim_dictionary_create(void) try {
    return closed(new TemplateDictionary("page"));
} catch (...) {
    return nullptr;
}

void ctemplate_shim_dictionary_free(ctemplate_shim_dictionary *dictionary) { delete open(dictionary); }

bool ctemplate_shim_set(
    ctemplate_shim_dictionary *dictionary, const char *name, size_t name_size, const char *value, size_t size) try {
    open(dictionary)->SetValue(interned(name, name_size), TemplateString(value, size));
    return true;
} catch (...) {
    return false;
}

bool ctemplate_shim_show(ctemplate_shim_dictionary *dictionary, const char *name, size_t name_size) try {
    open(dictionary)->ShowSection(interned(name, name_size));
    return true;
} catch (...) {
    return false;
}

ctemplate_shim_dictionary *ctemplate_shim_add_section(
    ctemplate_shim_dictionary *dictionary, const char *name, size_t name_size) try {
    return closed(open(dictionary)->AddSectionDictionary(interned(name, name_size)));
} catch (...) {
    return nullptr;
}

ctemplate_shim_dictionary *ctemplate_shim_add_include(
    ctemplate_shim_dictionary *dictionary, const char *marker, size_t marker_size, const char *name,
    size_t name_size) try {
    TemplateDictionary *child = open(dictionary)->AddIncludeDictionary(interned(marker, marker_size));
    child->SetFilename(TemplateString(name, name_size));
    return closed(child);
} catch (...) {
    return nullptr;
}

bool ctemplate_shim_expand(
    const ctemplate_shim_library *library, const char *name, size_t name_size,
    const ctemplate_shim_dictionary *dictionary, ctemplate_shim_output *output) try {
    Buffer buffer;
    ctemplate::PerExpandData perExpand;
    bool complete = reinterpret_cast<const TemplateCache *>(library)->ExpandNoLoad(
        TemplateString(name, name_size), strip, reinterpret_cast<const TemplateDictionary *>(dictionary), &perExpand,
        &buffer);
    if (complete) *output = buffer.release();
    return complete;
} catch (...) {
    return false;
}
