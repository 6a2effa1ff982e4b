import requests as http


def impure(url):
    return len(_input.all()) + len(http.get(url).json())
