"""Import names of the packages of Pyodide, which is the Python of n8n 1.x.

Source: the lock files of the npm packages pyodide 0.23.4 (n8n 1.50), 0.27.5 (n8n 1.100) and 0.28.0 (n8n 1.119), read
on 2026-11-20, combined; the package.json of n8n-nodes-base states which version n8n depends on.
"""

from n8n_code_discipline.n8n import table

PACKAGES = table(
    """
    js pyodide pyodide_js
    Bio BioSQL CoolProp Crypto IPython InSpice PIL RobotRaconteur _argon2_cffi_bindings _distutils_hack
    _pyrsistent_version _pytest _yaml _zengl affine aiohappyeyeballs aiohttp aiosignal altair annotated_types anyio apsw
    argon2 arro3 asciitree astropy astropy_iers_data asttokens async_timeout atomicwrites attr attrs autograd
    awkward_cpp b2d bcrypt bitarray bitstring bleach blosc2 bokeh boost_histogram brotli bs4 cachetools cartopy casadi
    cbor_diag certifi cffi cftime charset_normalizer clarabel click cligj clingo cloudpickle cmyt colorspacious
    contourpy coverage cramjam crc32c cryptography css_inline cssselect cv2 cvxpy cycler cysignals cytoolz dateutil
    decorator demes deprecation diskcache distlib distro docutils donfig duckdb erfa ewah_bool_utils exceptiongroup
    executing fastparquet fiona flint fontTools freesasa frozenlist fsspec future galpy gensim geopandas gmpy2 google
    gsw h11 h3 h5py html5lib httpcore httpx idna igraph imageio imgui_bundle iminuit iniconfig isympy jedi jinja2 jiter
    joblib jsonschema jsonschema_specifications kiwisolver lakers lazy_loader lazy_object_proxy libcst lightgbm logbook
    lxml lz4 magic markupsafe matplotlib matplotlib_pyodide memory_allocator micropip mmh3 mne more_itertools
    mpl_toolkits mpmath msgpack msgspec msprime multidict munch mypy mypyc nacl narwhals ndindex netCDF4 networkx newick
    nh3 nlopt nltk nose numcodecs numpy openai optlang orjson osqp packaging pandas parso patsy pcodec peewee pi_heif
    pillow_heif pkg_resources pkgconfig platformdirs pluggy ply polars ppl primecountpy prompt_toolkit propcache
    pure_eval py pyarrow pyclipper pycparser pydantic pydantic_core pygame pygments pyheif pyiceberg pyinstrument pylab
    pyodide_http pyparsing pyproj pyrsistent pysam pysat pytest pytest_asyncio pytest_benchmark pytest_httpx
    python_solvespace pytz pywt pyxel pyxirr rasterio rateslib rebound reboundx referencing regex requests retrying rich
    river rpds ruamel rustworkx scipy screed setuptools shapefile shapely simplejson sisl sisl_toolbox six skimage
    sklearn smart_open sniffio sortedcontainers soundfile soupsieve sourmash soxr sparseqr sqlalchemy stack_data
    statsmodels strictyaml svgwrite swiglpk sympy taglib tblib termcolor texttable texture2ddecoder threadpoolctl
    tiktoken tiktoken_ext tlz tomli tomli_w toolz tqdm traitlets traits tree_sitter tree_sitter_go tree_sitter_java
    tree_sitter_python tskit typing_extensions tzdata ujson uncertainties unix_timezones unyt urllib3 vega_datasets
    wcwidth webencodings wordcloud wrapt xarray xgboost xlrd xxhash xyzservices yaml yarl yt zarr zengl zfpy zstandard
    """
)
