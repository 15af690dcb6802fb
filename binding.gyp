# What `npm ci` builds, out of the folders of native/ from which CMakeLists.txt builds everything: each *.cpp of a folder belongs to its target.
# native/install.js runs it. The addon is the only target that knows Node.
{
  'variables': {
    # Boards and modules are loaded by the engine, not by Node, and are named as shared libraries are.
    'library_extension': 'so',
    # Protocol libraries go into their modules as archives whose calls of the system are turned to the module: native/trunk/module/enclosure.h.
    'enclosed': ['-Wl,--wrap=malloc,--wrap=calloc,--wrap=free,--wrap=gettimeofday,--exclude-libs,ALL,--no-undefined'],
    'enclosed_device': ['-Wl,--wrap=fopen,--wrap=open,--wrap=close,--wrap=read,--wrap=write,--wrap=ioctl,--wrap=stdout,--wrap=stderr'],
  },
  'target_defaults': {
    'include_dirs': ['native', 'native/include'],
    # ISO C++ as in CMakeLists.txt, so that floating point is contracted in neither build.
    'cflags_cc!': ['-std=gnu++1y', '-std=gnu++17', '-std=gnu++20', '-fno-exceptions', '-fno-rtti'],
    'cflags_cc': ['-std=c++20', '-fexceptions', '-frtti'],
    'cflags': ['-fvisibility=hidden'],
    'xcode_settings': {
      'CLANG_CXX_LANGUAGE_STANDARD': 'c++20',
      'CLANG_CXX_LIBRARY': 'libc++',
      'GCC_ENABLE_CPP_EXCEPTIONS': 'YES',
      'GCC_ENABLE_CPP_RTTI': 'YES',
      'GCC_SYMBOLS_PRIVATE_EXTERN': 'YES',
      'MACOSX_DEPLOYMENT_TARGET': '11.0',
    },
    'msvs_settings': {
      'VCCLCompilerTool': {'ExceptionHandling': 1, 'AdditionalOptions': ['/std:c++20', '/utf-8']},
    },
  },
  'targets': [
    {
      'target_name': 'dsp',
      'type': 'static_library',
      'sources': ['<!@(node native/gyp-sources.js dsp)'],
    },
    {
      'target_name': 'ctbus',
      'type': 'static_library',
      'sources': ['<!@(node native/gyp-sources.js ctbus)'],
    },
    {
      'target_name': 'engine',
      'type': 'static_library',
      'sources': ['<!@(node native/gyp-sources.js engine)'],
    },
    {
      'target_name': 'trunk',
      'type': 'static_library',
      'sources': ['<!@(node native/gyp-sources.js settings trunk)'],
    },
    {
      'target_name': 'crosspoint',
      'sources': ['<!@(node native/gyp-sources.js addon)'],
      'dependencies': ['trunk', 'engine', 'ctbus', 'dsp'],
      'include_dirs': ["<!(node -p \"require('node-addon-api').include_dir\")"],
      'defines': ['NAPI_VERSION=9', 'NODE_ADDON_API_DISABLE_CPP_EXCEPTIONS'],
      'conditions': [['OS=="linux"', {'libraries': ['-ldl', '-pthread']}]],
    },
    {
      'target_name': 'board-simulated',
      'target_conditions': [['_type=="loadable_module"', {'product_extension': '<(library_extension)'}]],
      'sources': ['<!@(node native/gyp-sources.js settings boards/simulated)'],
      'dependencies': ['ctbus', 'dsp'],
    },
    {
      'target_name': 'board-dahdi',
      'target_conditions': [['_type=="loadable_module"', {'product_extension': '<(library_extension)'}]],
      'sources': ['<!@(node native/gyp-sources.js settings boards/dahdi)'],
      'dependencies': ['ctbus', 'dsp'],
    },
  ],
  # Only where the development package of the library is installed.
  'conditions': [
    ['"<!(node native/gyp-module.js trunk/pri libpri.h)"=="1" and OS=="linux"', {
      'targets': [{
        'target_name': 'trunk-pri',
        'target_conditions': [['_type=="loadable_module"', {'product_extension': '<(library_extension)'}]],
        'sources': ['<!@(node native/gyp-sources.js settings trunk/pri)'],
        'ldflags': ['<@(enclosed)'],
        'libraries': ['-l:libpri.a'],
      }],
    }],
    ['"<!(node native/gyp-module.js trunk/r2 openr2.h)"=="1" and OS=="linux"', {
      'targets': [{
        'target_name': 'trunk-r2',
        'target_conditions': [['_type=="loadable_module"', {'product_extension': '<(library_extension)'}]],
        'sources': ['<!@(node native/gyp-sources.js settings trunk/r2)'],
        'ldflags': ['<@(enclosed)', '<@(enclosed_device)'],
        'libraries': ['-l:libopenr2.a', '-lm'],
      }],
    }],
    ['"<!(node native/gyp-module.js trunk/ss7 libss7.h)"=="1" and OS=="linux"', {
      'targets': [{
        'target_name': 'trunk-ss7',
        'target_conditions': [['_type=="loadable_module"', {'product_extension': '<(library_extension)'}]],
        'sources': ['<!@(node native/gyp-sources.js trunk/ss7)'],
        'libraries': ['-lss7'],
      }],
    }],
    ['"<!(node native/gyp-module.js codec/spandsp spandsp.h)"=="1" and OS=="linux"', {
      'targets': [{
        'target_name': 'codec-spandsp',
        'target_conditions': [['_type=="loadable_module"', {'product_extension': '<(library_extension)'}]],
        'sources': ['<!@(node native/gyp-sources.js codec/spandsp)'],
        'libraries': ['-lspandsp'],
      }],
    }],
  ],
}
